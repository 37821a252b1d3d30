namespace Dendrite.Engine;

/// <summary>Which request runs when, and where its continuations run.</summary>
public sealed class TurnTests(EngineCluster cluster) : EngineTest(cluster)
{
    [Fact]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md")]
    public async Task Requests_NotReentrant_RunOneAtATime()
    {
        var grain = Client.GetGrain<ITurnGrain>(NewKey(), "Dendrite.Engine.TurnGrain");
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grain.IncrementSlowlyAsync()));
        Assert.Equal(51, await grain.IncrementSlowlyAsync());
        Assert.Equal(1, await grain.MostAtOnceAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md#reentrant-grains")]
    public async Task Requests_Reentrant_Interleave()
    {
        var grain = Client.GetGrain<IReentrantTurnGrain>(NewKey());
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => grain.IncrementSlowlyAsync()));
        Assert.True(await grain.MostAtOnceAsync() > 1);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md")]
    public async Task Request_WhileAnotherAwaits_WaitsForItsEnd()
    {
        var (gate, grain) = (NewKey(), Client.GetGrain<ITurnGrain>(NewKey(), "Dendrite.Engine.TurnGrain"));
        var holding = grain.HoldAsync(gate);
        await Gates.ReachedAsync(gate);
        var noting = grain.NoteAsync("after");
        Gates.Open(gate);
        await holding;
        Assert.Equal("hold,held,after", await noting);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md#interleaving-and-reentrancy")]
    public async Task AlwaysInterleave_WhileAnotherAwaits_RunsAtOnce()
    {
        var (gate, grain) = (NewKey(), Client.GetGrain<ITurnGrain>(NewKey(), "Dendrite.Engine.TurnGrain"));
        var holding = grain.HoldAsync(gate);
        await Gates.ReachedAsync(gate);
        Assert.Equal("hold,between", await grain.InterleaveAsync("between"));
        Gates.Open(gate);
        await holding;
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md#interleaving-and-reentrancy")]
    public async Task ReadOnly_WithReadOnly_RunsTogether()
    {
        var (gate, grain) = (NewKey(), Client.GetGrain<ITurnGrain>(NewKey(), "Dendrite.Engine.TurnGrain"));
        var reads = Task.WhenAll(Enumerable.Range(0, 5).Select(_ => grain.ReadAsync(gate)));
        await EventuallyAsync(async () => await grain.RunningAsync() == 5, "five reads at once");
        var note = grain.NoteAsync("write");
        Gates.Open(gate);
        Assert.Equal(5, (await reads).Max());
        Assert.Equal("write", await note);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md#interleaving-and-reentrancy")]
    public async Task ReadOnly_WhileAWriteRuns_Waits()
    {
        var (gate, open, grain) = (NewKey(), NewKey(), Client.GetGrain<ITurnGrain>(NewKey(), "Dendrite.Engine.TurnGrain"));
        Gates.Open(open);
        var holding = grain.HoldAsync(gate);
        await Gates.ReachedAsync(gate);
        var read = grain.ReadAsync(open);
        await grain.InterleaveAsync("x");
        Assert.False(read.IsCompleted);
        Gates.Open(gate);
        await holding;
        await read;
    }

    [Theory]
    [InlineData("through", true)]
    [InlineData("other", false)]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md#predicate-based-interleaving")]
    public async Task MayInterleave_Predicate_Decides(string text, bool interleaves)
    {
        var (gate, grain) = (NewKey(), Client.GetGrain<IChoosyGrain>(NewKey()));
        var holding = grain.HoldAsync(gate);
        await Gates.ReachedAsync(gate);
        var saying = grain.SayAsync(text);
        await (interleaves ? saying : grain.SayAsync("through"));
        Assert.Equal(interleaves, saying.IsCompleted);
        Gates.Open(gate);
        await holding;
        Assert.Equal(text, await saying);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md#call-chain-reentrancy")]
    public async Task CallChain_Allowed_ComesBackIn()
    {
        var key = NewKey();
        Assert.Equal("answer of " + key, await Client.GetGrain<IChainGrain>(key).CallBackAsync(Client.GetGrain<IChainGrain>(NewKey()), allow: true));
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md#interleaving-and-reentrancy")]
    public async Task CallChain_NotAllowed_DeadlocksUntilTheTimeOut() =>
        await Assert.ThrowsAsync<TimeoutException>(() => Client.GetGrain<IChainGrain>(NewKey()).CallBackAsync(Client.GetGrain<IChainGrain>(NewKey()), allow: false));

    [Fact]
    [Source("docs/site/src/content/docs/grains/external-tasks-and-grains.md")]
    public async Task Scheduler_BeforeAndAfterAwait_IsTheGrains() => Assert.All(await Client.GetGrain<IReentrantTurnGrain>(NewKey()).SchedulersAsync(), Assert.True);

    [Fact]
    [Source("docs/site/src/content/docs/grains/external-tasks-and-grains.md")]
    public async Task Await_OfADelay_ComesBackToTheTurn() => Assert.True(await Client.GetGrain<IReentrantTurnGrain>(NewKey()).StaysAfterDelayAsync());

    [Fact]
    [Source("docs/site/src/content/docs/grains/external-tasks-and-grains.md#configureawait")]
    public async Task ConfigureAwaitFalse_Continuation_LeavesTheTurn() => Assert.True(await Client.GetGrain<IReentrantTurnGrain>(NewKey()).LeavesWithConfigureAwaitFalseAsync());

    [Fact]
    [Source("docs/site/src/content/docs/grains/external-tasks-and-grains.md#start-activation-scheduled-work")]
    public async Task StartNew_OnCurrentScheduler_StaysInTheGrain() => Assert.True(await Client.GetGrain<IReentrantTurnGrain>(NewKey()).StartNewStaysAsync());

    [Fact]
    [Source("docs/site/src/content/docs/grains/external-tasks-and-grains.md#use-taskrun-narrowly")]
    public async Task TaskRun_Inside_LeavesTheGrain() => Assert.True(await Client.GetGrain<IReentrantTurnGrain>(NewKey()).RunLeavesAsync());

    [Fact]
    [Source("docs/site/src/content/docs/grains/oneway.md#delivery-semantics")]
    public async Task OneWay_Call_DoesNotWaitForItsEnd()
    {
        var (gate, grain) = (NewKey(), Client.GetGrain<IReentrantTurnGrain>(NewKey()));
        await grain.FireAsync(gate);
        Assert.DoesNotContain("fired", await grain.NotesAsync());
        Gates.Open(gate);
        await EventuallyAsync(async () => (await grain.NotesAsync()).Contains("fired"), "the one-way call");
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/oneway.md#delivery-semantics")]
    public async Task OneWay_Failure_IsNotSeenByTheCaller()
    {
        var grain = Client.GetGrain<IReentrantTurnGrain>(NewKey());
        await grain.FireAndFailAsync();
        Assert.Empty(await grain.NotesAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/index.md#understand-call-completion")]
    public async Task Requests_AwaitedOneByOne_KeepTheirOrder()
    {
        var grain = Client.GetGrain<ITurnGrain>(NewKey(), "Dendrite.Engine.TurnGrain");
        await grain.NotesAsync();
        for (var i = 0; i < 50; i++) await grain.OrderAsync(i);
        Assert.Equal(Enumerable.Range(0, 50), await grain.OrderedAsync());
    }
}
