using System.Net;
using System.Text.Json;
using Dendrite.Contracts.Guards;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;

namespace Dendrite.IntegrationTests.Monitor;

public sealed class HystrixStreamTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new();
    private readonly HttpClient _http = new() { Timeout = Wait.Limit };
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(_backend);

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Theory]
    [InlineData("/hystrix.stream")]
    [InlineData("/_dendrite/monitor/hystrix.stream")]
    public async Task Stream_OnTheWire_IsFramesAndPings(string path)
    {
        using var response = await OpenAsync(path);
        Assert.Equal("text/event-stream;charset=UTF-8", response.Content.Headers.NonValidated["Content-Type"].ToString());
        Assert.True(response.Headers.CacheControl!.NoCache);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var lines = new List<string>();
        while (lines.Count(line => line == "ping: ") < 2)
            lines.Add((await Wait.ForAsync("reading", path, "a line", reader.ReadLineAsync()))!);
        Assert.Equal("ping: ", lines[^1]);
        var tick = lines[..(lines.IndexOf("ping: ") + 1)];
        Assert.Equal(5, tick.Count);
        Assert.Equal(("", ""), (tick[1], tick[3]));
        Assert.Equal("HystrixCommand", JsonElement.Parse(tick[0]["data: ".Length..]).GetProperty("type").GetString());
        Assert.Equal("HystrixThreadPool", JsonElement.Parse(tick[2]["data: ".Length..]).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Stream_SixthReader_Gets503UntilOneLeaves()
    {
        var readers = new List<HttpResponseMessage>();
        for (var i = 0; i < 5; i++) readers.Add(await OpenAsync("/hystrix.stream"));
        using (var sixth = await OpenAsync("/hystrix.stream"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, sixth.StatusCode);
            Assert.Contains("\"code\":\"busy\"", await sixth.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        readers[0].Dispose();
        await WaitForAPlaceAsync();
        foreach (var reader in readers) reader.Dispose();
    }

    [Fact]
    public async Task Metrics_OfARunningSilo_AreTextThatPrometheusTakes()
    {
        await using var listener = await _silo.ListenAsync("b/x");
        await listener.NextAsync("first");
        using var response = await _http.GetAsync(new Uri(_silo.Url, "/metrics"));
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches("""^(# (HELP|TYPE) [a-zA-Z_]\w* .+|[a-zA-Z_]\w*(\{\w+="([^"\\]|\\.)*"(,\w+="([^"\\]|\\.)*")*\})? \S+)$""", line));
        var types = text.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(types.Distinct(), types);
        Assert.Contains("# TYPE dendrite_listener_active gauge", types);
    }

    [Fact]
    public async Task Health_OpenBreaker_IsDegraded()
    {
        Assert.Equal("""{"status":"up","guards":{"b":"closed"}}""", await _http.GetStringAsync(new Uri(_silo.Url, "/_dendrite/monitor/health")));
        await _silo.Grains.GetBreaker(new GuardKey("b")).CommandAsync(BreakerCommand.ForceOpen, "test", "test");
        Assert.Equal("""{"status":"degraded","guards":{"b":"forced-open"}}""", await _http.GetStringAsync(new Uri(_silo.Url, "/_dendrite/monitor/health")));
    }

    private async Task WaitForAPlaceAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Wait.Limit)
        {
            using var again = await OpenAsync("/hystrix.stream");
            if (again.IsSuccessStatusCode) return;
        }
        Assert.Fail("A reader has left and its place is still taken.");
    }

    private Task<HttpResponseMessage> OpenAsync(string path) => _http.GetAsync(new Uri(_silo.Url, path), HttpCompletionOption.ResponseHeadersRead);
}
