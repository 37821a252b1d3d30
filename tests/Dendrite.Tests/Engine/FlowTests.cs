using Dendrite.Testing;

namespace Dendrite.Engine;

/// <summary>What flows with a call: request context, cancellation, time limits; and enumerations.</summary>
public sealed class FlowTests(EngineCluster cluster) : EngineTest(cluster)
{
    private IFlowGrain NewGrain() => Client.GetGrain<IFlowGrain>(NewKey());

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-context.md#propagation")]
    public async Task RequestContext_Value_ReachesTheGrain()
    {
        RequestContext.Set("trace", "42");
        Assert.Equal("42", await NewGrain().ReadAsync("trace"));
        RequestContext.Clear();
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-context.md#propagation")]
    public async Task RequestContext_Value_GoesOnToTheNextGrain()
    {
        RequestContext.Set("trace", "43");
        Assert.Equal("43", await NewGrain().ReadThroughAsync(NewGrain(), "trace"));
        RequestContext.Clear();
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-context.md#propagation")]
    public async Task RequestContext_SetByTheGrain_DoesNotComeBack()
    {
        await NewGrain().SetAsync("back", "no");
        Assert.Null(RequestContext.Get("back"));
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-context.md#propagation")]
    public async Task RequestContext_OfOneCall_IsNotSeenByAnother()
    {
        var grain = NewGrain();
        RequestContext.Set("mine", "1");
        await grain.ReadAsync("mine");
        RequestContext.Clear();
        Assert.Null(await grain.ReadAsync("mine"));
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/RequestContext.cs")]
    public void RequestContext_SetAndRemove_ChangesKeys()
    {
        RequestContext.Clear();
        RequestContext.Set("a", 1);
        RequestContext.Set("b", 2);
        Assert.True(RequestContext.Remove("a"));
        Assert.False(RequestContext.Remove("a"));
        Assert.Equal(["b"], RequestContext.Keys);
        RequestContext.Clear();
        Assert.Empty(RequestContext.Keys);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/cancellation-tokens.md#cancel-a-call")]
    public async Task Cancellation_WhileTheGrainWaits_EndsTheCall()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = NewGrain().WaitAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/cancellation-tokens.md#cancel-a-call")]
    public async Task Cancellation_ThroughTwoGrains_EndsTheCall()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = NewGrain().WaitThroughAsync(NewGrain(), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/cancellation-tokens.md#add-cancellation-to-a-contract")]
    public async Task Cancellation_BeforeTheCall_RefusesIt() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewGrain().WaitAsync(new CancellationToken(canceled: true)));

    [Fact]
    [Source("docs/site/src/content/docs/grains/cancellation-tokens.md#add-cancellation-to-a-contract")]
    public async Task CancellationToken_ThatCanBeCancelled_CanBeInTheGrain()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.True(await NewGrain().CanBeCancelledAsync(cancellation.Token));
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/cancellation-tokens.md#design-cancellable-operations")]
    public async Task Cancellation_Callback_RunsOnTheGrainsTurn()
    {
        var grain = NewGrain();
        using var cancellation = new CancellationTokenSource();
        var waiting = grain.WaitAsync(cancellation.Token);
        await EventuallyAsync(async () => await grain.WhereWasItCancelledAsync() == "waiting", "the wait in the grain");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await EventuallyAsync(async () => await grain.WhereWasItCancelledAsync() == "on turn", "the callback on the turn");
    }

    [Fact]
    [Source("src/Orleans.Serialization.Abstractions/Annotations.cs")]
    public async Task ResponseTimeout_OfTheMethod_EndsTheCallAndNamesTheMethod()
    {
        var gate = NewKey();
        var e = await Assert.ThrowsAsync<TimeoutException>(() => NewGrain().HangAsync(gate));
        Assert.Contains(nameof(IFlowGrain.HangAsync), e.Message, StringComparison.Ordinal);
        Gates.Open(gate);
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/AsyncEnumerableRequest.cs")]
    public async Task AsyncEnumerable_Elements_ComeInOrder()
    {
        var seen = new List<int>();
        await foreach (var n in NewGrain().CountAsync(250)) seen.Add(n);
        Assert.Equal(Enumerable.Range(1, 250), seen);
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/AsyncEnumerableRequest.cs")]
    public async Task AsyncEnumerable_CancelledWhileTheGrainDoesNotHeedIt_EndsForTheCaller()
    {
        var gate = NewKey();
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var n in NewGrain().StallAsync(gate).WithCancellation(cancellation.Token))
            {
                _ = Gates.ReachedAsync(gate).ContinueWith(_ => cancellation.Cancel(), TaskScheduler.Default);
            }
        });
        Gates.Open(gate);
        await Gates.Of("left " + gate);
    }

    /// <summary>Orleans leaves it to the collector.</summary>
    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task AsyncEnumerable_OfAGrainThatIsDeactivated_RunsItsFinally()
    {
        var (gate, grain) = (NewKey(), NewGrain());
        await using var numbers = grain.StallAsync(gate).GetAsyncEnumerator();
        Assert.True(await numbers.MoveNextAsync());
        await grain.LeaveAsync();
        await Gates.Of("left " + gate);
        await Assert.ThrowsAsync<EnumerationAbortedException>(async () => await numbers.MoveNextAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/AsyncEnumerableRequest.cs")]
    public async Task AsyncEnumerable_GrainThrows_CallerGetsTheException()
    {
        var seen = 0;
        var e = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var n in NewGrain().FailAfterAsync(3).WithBatchSize(1)) seen = n;
        });
        Assert.Equal((3, "after 3"), (seen, e.Message));
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/AsyncEnumerableRequest.cs")]
    public async Task AsyncEnumerable_LeftEarly_EndsTheGrainsLoop()
    {
        var grain = NewGrain();
        await foreach (var n in grain.CountAsync(1_000_000).WithBatchSize(1))
        {
            if (n == 3) break;
        }
        await EventuallyAsync(async () => await grain.WhereWasItCancelledAsync() == "disposed", "the end of the grain's loop");
    }
}
