using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What a backend allows with its documents, and that one is gone, as the grain hosts it.</summary>
public sealed class ResourceReuseTests : IAsyncLifetime
{
    private ResourceCluster _cluster = null!;

    private CancellationToken Limit => _cluster.Limit;

    public async Task InitializeAsync() => _cluster = await ResourceCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Rfc9111_5_2_2_5_NoStore_IsOnNoDisk_AndWhatWasThereIsRemoved()
    {
        _cluster.Upstream.Answer("1");
        await using var listener = await ListenAsync();
        Assert.Equal("1", (await listener.NextAsync()).Data!.ToString());
        Assert.Equal((1, 0), (_cluster.Writes, _cluster.Clears));
        Answer("2", new() { NoStore = true });
        await _cluster.PollAgainAsync();
        Assert.Equal(2, (await listener.NextAsync()).Position.Sequence);
        Assert.Equal((1, 1), (_cluster.Writes, _cluster.Clears));
        Answer("3", new() { NoStore = true });
        await _cluster.PollAgainAsync();
        Assert.Equal(3, (await listener.NextAsync()).Position.Sequence);
        Assert.Equal((1, 1), (_cluster.Writes, _cluster.Clears));
    }

    [Fact]
    public async Task Rfc9111_5_2_2_5_NoStore_KeptBySetting_IsStored()
    {
        _cluster.Upstream.Definition = _cluster.Upstream.Definition with { KeepNoStore = true };
        Answer("1", new() { NoStore = true });
        await using var listener = await ListenAsync();
        await listener.NextAsync();
        Assert.Equal((1, 0), (_cluster.Writes, _cluster.Clears));
    }

    [Fact]
    public async Task Rfc9111_5_2_2_2_MustRevalidate_FetchWhileTheBackendFails_ThrowsItsReason()
    {
        Answer("1", new() { MustRevalidate = true });
        Assert.Equal("1", (await FetchAsync()).Document.ToString());
        _cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        _cluster.Upstream.Fail("broken");
        Assert.Equal("broken", (await Assert.ThrowsAsync<UpstreamException>(FetchAsync)).Message);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(9));
        _cluster.Upstream.Answer("1");
        Assert.Equal("1", (await FetchAsync()).Document.ToString());
    }

    [Fact]
    public async Task Rfc5861_3_StaleWhileRevalidate_FetchAnswersAtOnce_AndTheNextHasTheNewDocument()
    {
        Answer("1", new() { WhileRevalidating = TimeSpan.FromMinutes(1) });
        await FetchAsync();
        _cluster.Clock.Advance(TimeSpan.FromSeconds(30));
        var gate = new TaskCompletionSource<PollOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Upstream.Answer(_ => gate.Task);
        Assert.Equal("1", (await FetchAsync()).Document.ToString());
        await _cluster.Upstream.WaitForPollsAsync(2, Limit);
        gate.SetResult(CoreHost.Answer("2"));
        while ((await FetchAsync()).Document.ToString() != "2") Limit.ThrowIfCancellationRequested();
        Assert.Equal(2, _cluster.Upstream.Polls);
    }

    [Fact]
    public async Task Gone_IsToldAndStored_FetchThrows_AndTheNextActivationKnows()
    {
        _cluster.Upstream.Answer("1");
        await using var listener = await ListenAsync();
        await listener.NextAsync();
        _cluster.Upstream.Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.Failed(DendriteErrorCode.Gone, "The backend answered 410 Gone.", 410)));
        await _cluster.PollAgainAsync();
        var gone = await listener.NextAsync();
        Assert.Equal((StepKind.Gone, DendriteErrorCode.Gone, 410), (gone.Kind, gone.Staleness!.Code, gone.Staleness.StatusCode));
        var thrown = await Assert.ThrowsAsync<UpstreamException>(FetchAsync);
        Assert.Equal((DendriteErrorCode.Gone, 410), (thrown.Code, thrown.StatusCode));
        Assert.Equal(2, _cluster.Writes);
        _cluster.LeaveAll();
        var gate = new TaskCompletionSource<PollOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Upstream.Answer(_ => gate.Task);
        await using var late = await ListenAsync();
        Assert.Equal([StepKind.Snapshot, StepKind.Gone], [(await late.NextAsync()).Kind, (await late.NextAsync()).Kind]);
        gate.SetResult(CoreHost.Answer("1"));
        Assert.Equal(StepKind.Fresh, (await late.NextAsync()).Kind);
        await Testing.Eventually.HoldsAsync(() => Task.FromResult(_cluster.Writes == 3), "that it is back is stored");
    }

    [Fact]
    public async Task Listener_ReadTwiceOrAfterItsEnd_ThrowsWithThatReason()
    {
        _cluster.Upstream.Answer("1");
        var listener = await _cluster.Feeds.ListenAsync(ResourceCluster.KeyOf("x"), ResourceFormat.Patch, null, Limit);
        _ = listener.ReadAllAsync(Limit);
        Assert.Contains("used once", Assert.Throws<InvalidOperationException>(() => listener.ReadAllAsync(Limit)).Message, StringComparison.Ordinal);
        await listener.DisposeAsync();
        Assert.Contains("disposed", Assert.Throws<InvalidOperationException>(() => listener.ReadAllAsync(Limit)).Message, StringComparison.Ordinal);
        var updates = new ClusterDendriteClient(_cluster.Feeds).ListenAsync(new ResourceAddress("b", "x"), cancellationToken: Limit);
        await using var first = updates.GetAsyncEnumerator(Limit);
        Assert.True(await first.MoveNextAsync());
        Assert.Throws<InvalidOperationException>(() => updates.GetAsyncEnumerator(Limit));
    }

    private void Answer(string json, ReusePolicy reuse) => _cluster.Upstream.Answer(_ => Task.FromResult<PollOutcome>(CoreHost.Answer(json) with { Reuse = reuse }));

    private Task<ResourceSnapshot> FetchAsync() => _cluster.Client.GetResource(ResourceCluster.KeyOf("x")).FetchAsync(ResourceCluster.KeyOf("x"), Limit);

    private async Task<StepReader> ListenAsync() => new(await _cluster.Feeds.ListenAsync(ResourceCluster.KeyOf("x"), ResourceFormat.Patch, null, Limit), Limit);
}
