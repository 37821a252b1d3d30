using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dendrite.Benchmarks.Polling;

/// <summary>
/// A backend in a process of its own. Below <c>/moving/</c> each document changes every four seconds, not all at once; below <c>/quiet/</c>
/// none does. Who has the version that is current is answered 304.
/// </summary>
internal static class VersionedBackend
{
    public const string Name = "versioned backend";
    private const int MillisecondsPerVersion = 4000;

    private static readonly string Items = string.Join(',', Enumerable.Range(1, 16).Select(i => $$"""{"id":{{i}},"name":"item {{i}}","state":"running","load":0.{{i}}}"""));

    /// <summary>How long a document is, about.</summary>
    public static int DocumentBytes => Document("n", 0).Length;

    public static async Task RunAsync()
    {
        var (full, notModified) = (0L, 0L);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(http =>
        {
            var path = http.Request.Path.Value!;
            if (path == "/counts") return http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{Interlocked.Read(ref full)} {Interlocked.Read(ref notModified)}"));
            var name = path[(path.LastIndexOf('/') + 1)..];
            var version = path.StartsWith("/moving/", StringComparison.Ordinal) ? (Environment.TickCount64 + (int.Parse(name, CultureInfo.InvariantCulture) * 397L)) / MillisecondsPerVersion : 0;
            var tag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
            http.Response.Headers.ETag = tag;
            if (http.Request.Headers.IfNoneMatch == tag)
            {
                Interlocked.Increment(ref notModified);
                http.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
            Interlocked.Increment(ref full);
            http.Response.ContentType = "application/json";
            var document = Document(name, version);
            http.Response.ContentLength = document.Length;
            return http.Response.Body.WriteAsync(document, 0, document.Length);
        });
        await app.StartAsync();
        await Console.Error.WriteLineAsync($"listens on {app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }

    private static byte[] Document(string name, long version) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"name":"{{name}}","version":{{version}},"items":[{{Items}}]}"""));
}
