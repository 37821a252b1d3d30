using Dendrite.Testing;
using Orleans.Serialization;

namespace Dendrite.Engine;

/// <summary>What the end of a caller's patience does to its call.</summary>
public sealed class CancelTests(EngineCluster cluster) : EngineTest(cluster)
{
    [Fact]
    [Source("src/Orleans.Core/Runtime/CallbackData.cs")]
    public async Task Cancellation_OfACalleeThatIgnoresIt_EndsTheWaitOfTheCaller()
    {
        var (grain, gate) = (Client.GetGrain<ICancelGrain>(NewKey()), NewKey());
        using var cancellation = new CancellationTokenSource();
        var call = grain.IgnoreAsync(gate, cancellation.Token);
        await Gates.ReachedAsync(gate);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.HoldsAsync(async () => (await grain.SeenAsync()).Contains("told"), "the word to the callee");
        Gates.Open(gate);
        await Eventually.HoldsAsync(async () => (await grain.SeenAsync()).Contains("cancelled"), "the end of the callee");
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/cancellation-tokens.md")]
    public async Task Cancellation_OfACallThatWaitsForItsTurn_EndsTheWaitAndNothingElse() => await CancelWaitingAsync();

    /// <summary>On Orleans it may have begun before the word of its end arrives.</summary>
    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task Cancellation_OfACallThatWaitsForItsTurn_IsBeforeItBegins()
    {
        var (grain, waited) = await CancelWaitingAsync();
        Assert.DoesNotContain("begun " + waited, await grain.SeenAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/cancellation-tokens.md")]
    public async Task TimeOut_OfACall_DoesNotCancelItByItself()
    {
        var (grain, gate) = (Client.GetGrain<ICancelGrain>(NewKey()), NewKey());
        using var cancellation = new CancellationTokenSource();
        await Assert.ThrowsAsync<TimeoutException>(() => grain.OutlastAsync(gate, cancellation.Token));
        Gates.Open(gate);
        await Eventually.HoldsAsync(async () => (await grain.SeenAsync()).Length == 1, "the end of the callee");
        Assert.Equal("not cancelled", Assert.Single(await grain.SeenAsync()));
    }

    [Fact]
    [Source("src/Orleans.Serialization/Serializers/CodecProvider.cs")]
    public async Task Result_WithoutACopierAfterAnAwait_FailsTheCallAlone()
    {
        var grain = InSilo.GetGrain<ICancelGrain>(NewKey());
        await Assert.ThrowsAsync<CodecNotFoundException>(() => grain.BuildAsync(copyable: false));
        Assert.Equal("text", await grain.BuildAsync(copyable: true));
    }

    [Fact]
    [Source("src/Orleans.Runtime/Catalog/ActivationData.cs")]
    public async Task Activation_ContextOfTheCall_IsThereAndOneThatLeavesAtOnceIsNotDeactivated()
    {
        var grain = Client.GetGrain<IEntryGrain>(NewKey());
        RequestContext.Set("who", "me");
        var seen = await grain.SeenAsync();
        RequestContext.Clear();
        Assert.Equal(["activate by me, within a limit", "activate by me, within a limit"], seen);
    }

    private async Task<(ICancelGrain Grain, string Waited)> CancelWaitingAsync()
    {
        var (grain, first, waited, last) = (Client.GetGrain<ICancelGrain>(NewKey()), NewKey(), NewKey(), NewKey());
        Gates.Open(waited);
        Gates.Open(last);
        using var cancellation = new CancellationTokenSource();
        var running = grain.IgnoreAsync(first, CancellationToken.None);
        await Gates.ReachedAsync(first);
        var waiting = grain.IgnoreAsync(waited, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Gates.Open(first);
        Assert.Equal(first, await running);
        Assert.Equal(last, await grain.IgnoreAsync(last, CancellationToken.None));
        return (grain, waited);
    }
}
