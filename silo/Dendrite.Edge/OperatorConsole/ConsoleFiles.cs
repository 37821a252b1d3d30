using Dendrite.Edge.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Dendrite.Edge.OperatorConsole;

/// <summary>Serves the console: the page at <c>/</c>, its modules and styles below <see cref="Prefix"/>, all out of the assembly.</summary>
internal static class ConsoleFiles
{
    public const string Prefix = "/_dendrite/console";

    private const string Page = "/index.html";

    /// <summary>Scripts, styles and connections from this server only; no forms, no frames, nothing inline.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The kinds of file that there are; any other is not served.</summary>
    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    public static void MapConsole(this IEndpointRouteBuilder app)
    {
        var files = app.CreateApplicationBuilder().Use(BareAsync).UseStaticFiles(new StaticFileOptions
        {
            FileProvider = new EmbeddedFileProvider(typeof(ConsoleFiles).Assembly, typeof(ConsoleFiles).Namespace),
            ContentTypeProvider = new FileExtensionContentTypeProvider(Types),
            RequestPath = Prefix,
            OnPrepareResponse = file => SetHeaders(file.Context.Response.Headers),
        }).Build();
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/", methods, files).RequireAuthorization(OperatorPolicies.Console);
        app.MapMethods(Prefix + "/{file}", methods, files).RequireAuthorization(OperatorPolicies.Console);
    }

    /// <summary>The middleware passes by whatever has an endpoint, and knows the page by its name.</summary>
    private static Task BareAsync(HttpContext http, RequestDelegate next)
    {
        http.SetEndpoint(null);
        if (http.Request.Path == "/") http.Request.Path = Prefix + Page;
        return next(http);
    }

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.CacheControl = "no-cache";
    }
}
