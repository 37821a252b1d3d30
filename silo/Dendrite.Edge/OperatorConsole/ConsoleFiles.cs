using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dendrite.Edge.OperatorConsole;

/// <summary>Serves the console: the page at <c>/</c>, its modules and styles below <see cref="Prefix"/>, all out of the assembly.</summary>
internal static class ConsoleFiles
{
    public const string Prefix = "/_dendrite/console";

    private const string Page = "index.html";

    /// <summary>Scripts, styles and connections from this server only; no forms, no frames, nothing inline.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly Lazy<FrozenDictionary<string, ConsoleFile>> Files = new(Load);

    public static void MapConsole(this WebApplication app)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/", methods, http => ServeAsync(http, Page));
        app.MapMethods(Prefix + "/{file}", methods, http => ServeAsync(http, (string)http.Request.RouteValues["file"]!));
    }

    private static Task ServeAsync(HttpContext http, string name)
    {
        var response = http.Response;
        if (!Files.Value.TryGetValue(name, out var file))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers.CacheControl = "no-cache";
        response.Headers.ETag = file.Tag;
        if (EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var known) &&
            known.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == file.Tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        response.ContentType = file.Type;
        response.ContentLength = file.Body.Length;
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.BodyWriter.WriteAsync(file.Body, http.RequestAborted).AsTask();
    }

    private static FrozenDictionary<string, ConsoleFile> Load()
    {
        const string Folder = "console/";
        var assembly = typeof(ConsoleFiles).Assembly;
        var files = new Dictionary<string, ConsoleFile>();
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(resource)!;
            var body = new byte[stream.Length];
            stream.ReadExactly(body);
            files[resource[Folder.Length..]] = new ConsoleFile(TypeOf(resource), $"\"{Convert.ToHexStringLower(SHA256.HashData(body)[..8])}\"", body);
        }
        return files.ToFrozenDictionary();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private sealed record ConsoleFile(string Type, string Tag, byte[] Body);
}
