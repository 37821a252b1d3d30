using System.Net.Http.Headers;
using System.Text;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>A listener over HTTP that is not Dendrite's own: it shows what is on the wire, comments and unknown fields included.</summary>
internal sealed class SseClient : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly StreamReader _reader;

    private SseClient(HttpClient http, HttpResponseMessage response, StreamReader reader)
    {
        _http = http;
        Response = response;
        _reader = reader;
    }

    public HttpResponseMessage Response { get; }

    /// <summary>How many comments have been read over.</summary>
    public int Comments { get; private set; }

    public static async Task<SseClient> ConnectAsync(Uri address, string? lastEventId = null, string accept = "text/event-stream")
    {
        var http = new HttpClient { Timeout = Wait.Limit };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        if (lastEventId is not null) request.Headers.Add("Last-Event-ID", lastEventId);
        var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (!response.IsSuccessStatusCode || response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            throw new InvalidOperationException($"GET {address} answered {(int)response.StatusCode} {response.Content.Headers.ContentType}: {await response.Content.ReadAsStringAsync()}");
        return new SseClient(http, response, new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8));
    }

    /// <summary>The next event or block of other fields; comments too. Null at the end of the stream.</summary>
    public Task<SseMessage?> ReadBlockAsync(string phase = "listening") => Wait.ForAsync(phase, "server-sent events", "a block", TakeBlockAsync(), () => "silence");

    /// <summary>The next event.</summary>
    public Task<SseMessage> NextAsync(string phase = "listening") =>
        Wait.ForAsync(phase, "server-sent events", "an event", TakeEventAsync(phase), () => $"silence but for {Comments} comments");

    /// <summary>The next event of a name; others before it are skipped.</summary>
    public async Task<SseMessage> NextAsync(string name, string phase)
    {
        while (true)
        {
            var next = await NextAsync($"{phase}, waiting for '{name}'");
            if (next.Event == name) return next;
        }
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        Response.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<SseMessage> TakeEventAsync(string phase)
    {
        while (await TakeBlockAsync() is { } block)
        {
            if (block.IsComment) Comments++;
            else if (block.Event.Length > 0) return block;
        }
        throw new InvalidOperationException($"{phase}: the stream has ended.");
    }

    private async Task<SseMessage?> TakeBlockAsync()
    {
        var fields = new List<(string, string)>();
        while (true)
        {
            var line = await _reader.ReadLineAsync();
            if (line is null) return null;
            if (line.Length == 0)
            {
                if (fields.Count > 0) return new SseMessage(fields);
                continue;
            }
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = colon < 0 ? "" : line[(colon + 1)..];
            fields.Add((colon < 0 ? line : line[..colon], value.StartsWith(' ') ? value[1..] : value));
        }
    }
}
