using Dendrite.Client;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary>kill -9 of a server with a data directory, while the backend goes on changing.</summary>
public sealed class ServeKilledTests : IAsyncDisposable
{
    private static readonly int Kills = Soak.Count(3, 20);

    private readonly ScriptedBackend _backend = new();
    private readonly TemporaryDirectory _data = new();

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _data.Dispose();
    }

    [Theory]
    [InlineData(ResourceFormat.Patch)]
    [InlineData(ResourceFormat.List)]
    public Task Serve_KilledSeveralTimes_ClientsEndOnTheBackendsDocument(ResourceFormat format) => Property.CheckAsync(1, async random =>
    {
        string[] arguments = [.. ServeProcess.SettingsFor(_backend), $"--DataDirectory={_data.Path}"];
        var tasks = new RandomTasks(new Random(random.Next()));
        _backend.Document = tasks.Next();
        var (serve, url) = await ServeProcess.StartAsync(arguments);
        await using var proxy = new CuttingProxy(url);
        using var client = new DendriteClient(proxy.Url);
        await using var reader = Reader.Start(client, format);
        await reader.UntilAsync("start", _backend.Document);
        var epoch = reader.Document.Position!.Value.Epoch;
        for (var kill = 0; kill < Kills; kill++)
        {
            using (new ChangingDocument(_backend, TimeSpan.FromMilliseconds(30), _ => tasks.Next()))
            {
                await _backend.WaitForRequestsAsync(_backend.Count + random.Next(3, 20), $"polling before kill {kill}");
                await serve.KillAsync();
                await serve.DisposeAsync();
                (serve, url) = await ServeProcess.StartAsync(arguments);
                proxy.Target = url;
                await _backend.WaitForRequestsAsync(_backend.Count + 3, $"polling after kill {kill}");
            }
            await reader.UntilAsync($"after kill {kill}", _backend.Document);
            reader.AssertEachOnce();
            Assert.Equal(epoch, reader.Document.Position!.Value.Epoch);
        }
        Assert.Equal(0, reader.Document.Resyncs);
        Assert.True(reader.Document.Disconnections >= Kills, $"{reader.Document.Disconnections} disconnections.");
        serve.Signal(ChildProcess.Terminate);
        Assert.Equal(0, (await serve.ExitAsync("the end")).Code);
    }, soak: 1);

    [Fact]
    public async Task Serve_KilledWithNothingChanged_ResumesWithoutASnapshot()
    {
        _backend.Document = """{"n":1}""";
        string[] arguments = [.. ServeProcess.SettingsFor(_backend), $"--DataDirectory={_data.Path}"];
        var (serve, url) = await ServeProcess.StartAsync(arguments);
        string id;
        await using (var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "b/x")))
        {
            await listener.NextAsync("snapshot", "start");
            _backend.Document = """{"n":2}""";
            id = (await listener.NextAsync("patch", "a change")).Id;
            await serve.KillAsync();
        }
        await serve.DisposeAsync();
        (serve, url) = await ServeProcess.StartAsync(arguments);
        await using (serve)
        {
            var before = _backend.Count;
            await using var resumed = await SseClient.ConnectAsync(ServeProcess.Resource(url, "b/x"), id);
            await _backend.WaitForRequestsAsync(before + 1, "polling after the restart");
            // What the backend said of the version was kept too.
            Assert.Equal(ScriptedBackend.TagOf("""{"n":2}"""), _backend.Requests[before].Header("If-None-Match"));
            _backend.Document = """{"n":3}""";
            var next = await resumed.NextAsync("patch", "the next change");
            Assert.Equal(Position.Parse(id).Next(), next.Position);
        }
    }
}
