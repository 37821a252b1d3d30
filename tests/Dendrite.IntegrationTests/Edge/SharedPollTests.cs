using Dendrite.IntegrationTests.Testing;
using Dendrite.Testing;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>However many listen, the backend is polled once; when nobody does, not at all.</summary>
public sealed class SharedPollTests : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(_backend, d => d with { MinInterval = Interval, MaxInterval = Interval, Linger = Interval });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task Listeners_Fifty_CostTheBackendNoMoreThanOne()
    {
        var listeners = new List<SseClient>();
        for (var i = 0; i < 50; i++)
        {
            listeners.Add(await _silo.ListenAsync("b/x"));
            await listeners[^1].NextAsync("snapshot", "start");
        }
        var before = _backend.Count;
        var started = TimeProvider.System.GetTimestamp();
        string[]? positions = null;
        for (var n = 2; n <= 6; n++)
        {
            _backend.Document = $$"""{"n":{{n}}}""";
            var ids = new List<string>();
            foreach (var listener in listeners)
            {
                var patch = await listener.NextAsync($"change {n}");
                Assert.Equal(("patch", $$"""[{"op":"replace","path":"/n","value":{{n}}}]"""), (patch.Event, patch.Data));
                ids.Add(patch.Id);
            }
            positions = [.. ids.Distinct()];
            Assert.Single(positions);
        }
        Assert.EndsWith("-0000000000000006", positions![0], StringComparison.Ordinal);
        // One poll an interval, a tenth sooner at most, and the one under way at each end.
        var most = (TimeProvider.System.GetElapsedTime(started) / (Interval * 0.9)) + 2;
        Assert.InRange(_backend.Count - before, 5, most);
        Assert.Equal(1, _silo.Feeds.Count);
        foreach (var listener in listeners) await listener.DisposeAsync();
    }

    [Fact]
    public async Task Fetches_ManyAtOnce_OnePoll()
    {
        var release = new TaskCompletionSource();
        _backend.Answer(async (_, reply) =>
        {
            await release.Task;
            await reply.JsonAsync("1");
        });
        var fetches = Enumerable.Range(0, 20).Select(_ => _silo.Client.FetchAsync(new("b", "x"))).ToArray();
        await _backend.WaitForRequestsAsync(1, "the first fetch");
        release.SetResult();
        foreach (var snapshot in await Wait.ForAsync("fetching", "b/x", "20 snapshots", Task.WhenAll(fetches))) Assert.Equal("1", snapshot.Document.ToString());
        // Those that come just after the answer find it recent.
        Assert.Single(_backend.Requests);
    }

    [Fact]
    public async Task Listeners_AllGone_PollsAndFeedsStop()
    {
        var listeners = new List<SseClient>();
        for (var i = 0; i < 5; i++)
        {
            listeners.Add(await _silo.ListenAsync($"b/x?dendrite-format={(i % 2 == 0 ? "patch" : "list")}"));
            await listeners[^1].NextAsync("snapshot", "start");
        }
        Assert.Equal(1, _silo.Feeds.Count);
        foreach (var listener in listeners) await listener.DisposeAsync();
        await Wait.UntilAsync("after the last listener has left", "feeds", "0", () => _silo.Feeds.Count, n => n == 0);
        await QuietAsync();
    }

    [Fact]
    public async Task Listener_OneOfTwoGoes_PollsGoOn()
    {
        await using var stays = await _silo.ListenAsync("b/x");
        await stays.NextAsync("snapshot", "start");
        await using (var goes = await _silo.ListenAsync("b/x")) await goes.NextAsync("snapshot", "start");
        _backend.Document = """{"n":2}""";
        Assert.Equal("patch", (await stays.NextAsync("a change")).Event);
        Assert.Equal(1, _silo.Feeds.Count);
    }

    [Fact]
    public Task Listener_ComesAndGoesAtTheLimitOfLinger_AlwaysGetsItsDocument() => Property.CheckAsync(1, async random =>
    {
        for (var i = 0; i < 24; i++)
        {
            await using (var listener = await _silo.ListenAsync("b/x"))
            {
                Assert.Equal("snapshot", (await listener.NextAsync($"visit {i}")).Event);
                if (i % 3 == 0)
                {
                    _backend.Document = $$"""{"n":{{i + 2}}}""";
                    Assert.Equal("patch", (await listener.NextAsync($"change on visit {i}")).Event);
                }
            }
            await Task.Delay(Interval * (0.5 + random.NextDouble()), TimeProvider.System);
        }
    });

    [Fact]
    public async Task Resources_DifferentQueries_PolledEach()
    {
        await using var one = await _silo.ListenAsync("b/x?a=1");
        await using var other = await _silo.ListenAsync("b/x?a=2");
        await one.NextAsync("snapshot", "start");
        await other.NextAsync("snapshot", "start");
        Assert.Equal(2, _silo.Feeds.Count);
        Assert.Equal(["/api/x?a=1", "/api/x?a=2"], _backend.Requests.Select(r => r.Target).Distinct().Order());
    }

    /// <summary>Nothing reaches the backend for several intervals.</summary>
    private async Task QuietAsync()
    {
        var last = _backend.Count;
        var since = TimeProvider.System.GetTimestamp();
        await Wait.UntilAsync(
            "after the linger time",
            "requests at the backend",
            "none for a second",
            () =>
            {
                if (_backend.Count != last)
                {
                    last = _backend.Count;
                    since = TimeProvider.System.GetTimestamp();
                }
                return TimeProvider.System.GetElapsedTime(since);
            },
            quiet => quiet > TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(5));
    }
}
