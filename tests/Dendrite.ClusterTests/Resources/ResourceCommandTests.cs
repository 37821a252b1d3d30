using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>What operators do to a resource, as its listeners see it.</summary>
public sealed class ResourceCommandTests : IAsyncLifetime
{
    private static readonly ResourceKey Key = ResourceCluster.KeyOf("x");

    private ResourceCluster _cluster = null!;

    private CancellationToken Limit => _cluster.Limit;

    private ClusterResources Resources => new(_cluster.Client);

    public async Task InitializeAsync() => _cluster = await ResourceCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task PauseAndResume_StopThePollingAndTellListenersWhoAndWhy()
    {
        _cluster.Upstream.Answer("1");
        await using var listener = await ListenAsync();
        await listener.NextAsync();
        await _cluster.PollAgainAsync();
        var paused = await Resources.CommandAsync(Key, ResourceCommand.Pause, "maintenance", "ana", Limit);
        Assert.True(paused.IsPaused);
        var stale = await listener.NextAsync();
        Assert.Equal((StepKind.Stale, DendriteErrorCode.Paused, "Paused by ana: maintenance"), (stale.Kind, stale.Staleness!.Code, stale.Staleness.Reason));

        var polls = _cluster.Upstream.Polls;
        _cluster.Upstream.Answer("2");
        await _cluster.TickAsync();
        await Resources.CommandAsync(Key, ResourceCommand.Poke, "now", "ana", Limit);
        var fetched = await _cluster.Feeds.FetchAsync(Key, Limit);
        Assert.Equal(("1", DendriteErrorCode.Paused, polls), (fetched.Document.ToString(), fetched.Staleness!.Code, _cluster.Upstream.Polls));

        // The clock stands still: resuming makes this poll.
        Assert.False((await Resources.CommandAsync(Key, ResourceCommand.Resume, "done", "ben", Limit)).IsPaused);
        Assert.Contains("2", (await listener.NextAsync()).Data!.ToString(), StringComparison.Ordinal);
        Assert.Equal(StepKind.Fresh, (await listener.NextAsync()).Kind);
    }

    [Fact]
    public async Task Fetch_OfAPausedResourceWithoutADocument_SaysThatItIsPausedAndNotWhenItEnds()
    {
        await Resources.CommandAsync(Key, ResourceCommand.Pause, "", "ana", Limit);
        var error = await Assert.ThrowsAsync<UpstreamException>(() => _cluster.Feeds.FetchAsync(Key, Limit));
        Assert.Equal((DendriteErrorCode.Paused, "Paused by ana.", null, 0), (error.Code, error.Message, error.RetryAfter, _cluster.Upstream.Polls));
    }

    [Fact]
    public async Task Evict_RemovesWhatIsStored_AndListenersStartAgainInANewEpoch()
    {
        _cluster.Upstream.Answer("1");
        await using var listener = await ListenAsync();
        var first = await listener.NextAsync();
        await Resources.CommandAsync(Key, ResourceCommand.Evict, "wrong data", "ana", Limit);
        var again = await listener.NextAsync();
        while (again.Kind != StepKind.Snapshot) again = await listener.NextAsync();
        Assert.Equal(("1", 1L, 1), (again.Data!.ToString(), again.Position.Sequence, _cluster.Clears));
        Assert.NotEqual(first.Position.Epoch, again.Position.Epoch);
    }

    /// <summary>The outcome of a poll that was under way would have put the document back into the store.</summary>
    [Fact]
    public async Task Evict_DuringAPoll_StoresNothingOfItsOutcome()
    {
        _cluster.Upstream.Answer("1");
        await using var listener = await ListenAsync();
        await listener.NextAsync();
        var gate = new TaskCompletionSource<PollOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Upstream.Answer(_ => gate.Task);
        var poll = _cluster.Upstream.WaitForPollsAsync(_cluster.Upstream.Polls + 1, Limit);
        await Resources.CommandAsync(Key, ResourceCommand.Poke, "now", "ana", Limit);
        await poll;
        var evicting = Resources.CommandAsync(Key, ResourceCommand.Evict, "wrong data", "ana", Limit);
        await Eventually.HoldsAsync(() => Task.FromResult(_cluster.Clears == 1), "what was stored is removed");
        var writes = _cluster.Writes;
        _cluster.Upstream.Answer("3");
        gate.SetResult(CoreHost.Answer("2"));
        await evicting;
        var again = await listener.NextAsync();
        while (again.Kind != StepKind.Snapshot) again = await listener.NextAsync();
        Assert.Equal(("3", writes + 1), (again.Data!.ToString(), _cluster.Writes));
    }

    [Fact]
    public async Task Command_WithoutAName_IsRefused() =>
        Assert.Contains("who", (await Assert.ThrowsAsync<InvalidRequestException>(() => Resources.CommandAsync(Key, ResourceCommand.Pause, "why", " \n", Limit))).Message, StringComparison.Ordinal);

    private async Task<StepReader> ListenAsync() => new(await _cluster.Feeds.ListenAsync(Key, ResourceFormat.Patch, null, Limit), Limit);
}
