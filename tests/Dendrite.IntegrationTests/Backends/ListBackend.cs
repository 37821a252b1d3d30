using System.Collections.Concurrent;
using System.Globalization;
using Dendrite.IntegrationTests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>
/// A backend on a free port of loopback whose one list comes in pages of three: at <c>link</c> by the field <c>Link</c>, which says the caller's key back as
/// many do, at <c>cursor</c> by a cursor in the body. Each page has a tag. Who has no key is refused.
/// </summary>
internal sealed class ListBackend : IAsyncDisposable
{
    public const string Key = "s3cret";

    private const int Size = 3;

    private readonly WebApplication _app;
    private volatile int[] _items = [.. Enumerable.Range(1, 7)];

    private ListBackend(WebApplication app) => _app = app;

    public Uri BaseAddress { get; private set; } = null!;

    public int[] Items
    {
        get => _items;
        set => _items = value;
    }

    /// <summary>Runs before each answer, with the number of the request from 1.</summary>
    public Action<int>? Before { get; set; }

    /// <summary>What was asked and how it was answered, such as <c>/api/link?from=3 304</c>.</summary>
    public ConcurrentQueue<string> Answers { get; } = new();

    public static async Task<ListBackend> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var backend = new ListBackend(builder.Build());
        backend._app.Run(backend.AnswerAsync);
        await backend._app.StartAsync();
        backend.BaseAddress = new Uri(backend._app.Urls.Single() + "/api/");
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        Before?.Invoke(Answers.Count + 1);
        var page = PageOf(http.Request);
        var tag = ScriptedBackend.TagOf(page);
        http.Response.Headers.ETag = tag;
        if (http.Request.Query["api_key"] != Key) http.Response.StatusCode = 401;
        else if (http.Request.Headers.IfNoneMatch == tag) http.Response.StatusCode = 304;
        Answers.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{http.Request.Path}{Bare(http.Request)} {http.Response.StatusCode}"));
        if (http.Response.StatusCode == 200) await http.Response.WriteAsync(page);
    }

    private string PageOf(HttpRequest request)
    {
        var items = _items;
        var from = int.Parse(request.Query[request.Path == "/api/link" ? "from" : "cursor"].FirstOrDefault("0")!, CultureInfo.InvariantCulture);
        var part = string.Join(',', items.Skip(from).Take(Size).Select(id => string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}}}""")));
        var isLast = from + Size >= items.Length;
        request.HttpContext.Response.ContentType = "application/json";
        if (request.Path == "/api/link")
        {
            if (!isLast) request.HttpContext.Response.Headers.Link = $"<{BaseAddress}link?from={from + Size}&api_key={Key}>; rel=\"next\", <?from=0>; rel=\"first\"";
            return $"[{part}]";
        }
        var next = isLast ? "null" : string.Create(CultureInfo.InvariantCulture, $"\"{from + Size}\"");
        return $$"""{"count":{{items.Length}},"data":[{{part}}],"meta":{"next":{{next}} } }""";
    }

    private static string Bare(HttpRequest request) =>
        QueryHelpers.AddQueryString("", request.Query.Where(pair => pair.Key != "api_key").Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value[0])));
}
