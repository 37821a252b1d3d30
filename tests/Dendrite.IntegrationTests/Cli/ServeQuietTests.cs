using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary>A server that is well says where it listens and where its console is, and nothing else: no line of Orleans, of Polly or of the host reaches the terminal.</summary>
public sealed class ServeQuietTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };
    private readonly TemporaryDirectory _data = new();

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Serve_StartsServesAndStops_SaysWhereItListensAlone()
    {
        var (serve, url) = await ServeProcess.StartAsync([.. ServeProcess.SettingsFor(_backend), $"--DataDirectory={_data.Path}"]);
        await using var _ = serve;
        await using (var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "b/x")))
        {
            await listener.NextAsync("snapshot", "start");
            _backend.Document = """{"n":2}""";
            await listener.NextAsync("patch", "a change");
        }
        using (var http = new HttpClient { Timeout = Wait.Limit })
        {
            Assert.Equal("""{"n":2}""", await http.GetStringAsync(ServeProcess.Resource(url, "b/x")));
            using var console = await http.GetAsync(new Uri(url, "/"));
            using var metrics = await http.GetAsync(new Uri(url, "/metrics"));
            Assert.True(console.IsSuccessStatusCode && metrics.IsSuccessStatusCode);
        }
        serve.Signal(ChildProcess.Terminate);
        Assert.Equal(0, (await serve.ExitAsync("the end")).Code);
        Assert.Equal($"Dendrite listens on {url.OriginalString}{Environment.NewLine}The console is at {url.OriginalString}/", serve.Printed);
    }
}
