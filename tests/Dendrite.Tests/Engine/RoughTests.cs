using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>Grains that do what they shouldn't harm themselves alone, and only once.</summary>
public sealed class RoughTests(EngineCluster cluster) : EngineTest(cluster)
{
    private CallLog Log => (CallLog)Cluster.Silo.GetService(typeof(CallLog))!;

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/GrainReference.cs")]
    public async Task Method_ThatReturnsNullForATask_FailsItsCallAlone()
    {
        var grain = await ActiveAsync();
        await Assert.ThrowsAnyAsync<Exception>(grain.NothingAsync);
        Assert.Equal(1, await grain.PingAsync());
    }

    [Fact]
    [Source("src/Orleans.Serialization/Serializers/CodecProvider.cs")]
    public async Task Result_WithoutACopier_FailsItsCallAlone()
    {
        var grain = await ActiveAsync();
        await Assert.ThrowsAsync<CodecNotFoundException>(grain.UncopyableAsync);
        await Assert.ThrowsAsync<CodecNotFoundException>(() => grain.UncopyableValueAsync().AsTask());
        Assert.Equal(1, await grain.PingAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Concurrency/GrainAttributeConcurrency.cs")]
    public async Task MayInterleave_RuleThatFails_FailsTheCallItIsAskedAbout()
    {
        var (grain, gate) = (Client.GetGrain<IPickyGrain>(NewKey()), NewKey());
        var holding = grain.HoldAsync(gate);
        await Gates.ReachedAsync(gate);
        await Assert.ThrowsAnyAsync<Exception>(() => grain.PassAsync(fail: true));
        Gates.Open(gate);
        await holding;
        Assert.False(await grain.PassAsync(fail: false));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md")]
    public async Task Chain_OfManyGrains_DoesNotUseUpTheStack(bool cancellable)
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Equal(2000, await Client.GetGrain<IRoughGrain>(NewKey()).ChainAsync(2000, cancellable ? cancellation.Token : CancellationToken.None));
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/request-scheduling.md")]
    public async Task AlwaysInterleave_ThatArrivedDuringTheActivation_DoesNotWaitForOthers()
    {
        var (grain, gate) = (Client.GetGrain<IRoughGrain>(NewKey()), NewKey());
        var calls = new[] { grain.HoldAsync(gate), grain.PingAsync(), grain.OpenAsync(gate) };
        await Task.WhenAll(calls);
    }

    [Fact]
    [Source("src/Orleans.Core/Messaging/RequestContextExtensions.cs")]
    public async Task Values_ThatOneRequestSets_AreNotTheNextOnes()
    {
        var grain = await ActiveAsync();
        var gate = NewKey();
        var calls = Enumerable.Range(0, 20).SelectMany(_ => new[] { grain.LeaveValueAsync(), grain.SetContextAsync("somebody") }).ToArray();
        var reads = Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? grain.ReadValueAsync() : grain.ContextAsync()).ToArray();
        await Task.WhenAll(calls);
        Assert.All(await Task.WhenAll(reads), Assert.Null);
        await grain.TickWithContextAsync(gate);
        await Gates.ReachedAsync(gate);
        var waiting = grain.ContextAsync();
        Gates.Open(gate);
        Assert.Null(await waiting);
    }

    [Fact]
    [Source("src/Orleans.Core/Messaging/RequestContextExtensions.cs")]
    public async Task RequestContext_OfACalleeWhileFlowIsSuppressed_DoesNotComeBack()
    {
        var grain = await ActiveAsync();
        Task call;
        string? after;
        using (ExecutionContext.SuppressFlow())
        {
            call = grain.SetContextAsync("callee");
            after = RequestContext.Get("who") as string;
        }
        await call;
        Assert.Null(after);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Catalog/ActivationData.cs")]
    public async Task Result_ThatTheGrainGoesOnChanging_IsCopiedInItsTurn()
    {
        var grain = Client.GetGrain<IGrowingGrain>(NewKey());
        var adding = grain.AddAsync(20_000);
        while (!adding.IsCompleted)
        {
            var items = await grain.AllAsync();
            Assert.Equal(Enumerable.Range(items.FirstOrDefault(), items.Count), items);
        }
        await adding;
    }

    [Fact]
    [Source("src/Orleans.Runtime/Configuration/Options/SiloMessagingOptions.cs")]
    public async Task Grain_ThatLeavesWheneverItEnters_FailsItsCallAfterAFewTries()
    {
        var grain = Client.GetGrain<INeverGrain>(NewKey());
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(grain.TouchAsync);
        Assert.InRange(Log.Of(grain.GetPrimaryKeyString()).Length, 1, 10);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Catalog/ActivationData.cs")]
    public async Task Deactivation_WithinAnActivation_WaitsForItsEnd()
    {
        var seen = await Client.GetGrain<ISlowEntryGrain>(NewKey()).SeenAsync();
        Assert.Equal(["enter", "entered", "enter", "entered"], seen);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Catalog/ActivationData.cs")]
    public async Task ScopedService_OnlyAsyncDisposable_DoesNotKeepTheNextActivationBack()
    {
        var (grain, gate) = (Client.GetGrain<IScopedGrain>(NewKey()), NewKey());
        var leaving = grain.LeaveAsync(gate);
        await Gates.ReachedAsync(gate);
        var next = grain.PingAsync();
        Gates.Open(gate);
        await leaving;
        Assert.Equal(1, await next);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Catalog/ActivationData.cs")]
    public async Task Grain_AsALifecycleParticipant_RunsItsStagesAlsoWhereItFailsToLeave()
    {
        var grain = Client.GetGrain<IStagedGrain>(NewKey());
        await grain.LeaveAsync();
        string[] expected = [$"start {GrainLifecycleStage.First}", $"start {GrainLifecycleStage.Activate}", "enter", $"stop {GrainLifecycleStage.Activate}", $"stop {GrainLifecycleStage.First}"];
        await EventuallyAsync(async () => (await grain.SeenAsync()).Length > expected.Length, "the next activation");
        Assert.Equal(expected, (await grain.SeenAsync())[..expected.Length]);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Timers/GrainTimer.cs")]
    public async Task Deactivation_WithATimerWhoseTokensCallbackFails_IsStillTold()
    {
        var grain = Client.GetGrain<IRoughGrain>(NewKey());
        await grain.LeaveWithABrokenTimerAsync();
        await EventuallyAsync(async () => await grain.PingAsync() == 1 && Log.Of(grain.GetPrimaryKeyString()).Contains("deactivate"), "the deactivation");
    }

    /// <summary>Whether it can be shared must not be asked without an end.</summary>
    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task Argument_StructWithATupleOfItself_IsRefused() =>
        await Assert.ThrowsAsync<CodecNotFoundException>(() => InSilo.GetGrain<ICopyGrain>(NewKey()).KeepAsync(new Knot(1, new(new(2, null), 3))));

    [Fact]
    [Source("src/Orleans.Streaming/Internal/StreamImpl.cs")]
    public async Task Stream_Handle_AndReminder_CanBePassed()
    {
        var grain = InSilo.GetGrain<ICopyGrain>(NewKey());
        var stream = Client.GetStreamProvider("mem").GetStream<int>("passed", NewKey());
        await grain.KeepAsync(stream);
        Assert.Equal(stream.StreamId, ((IAsyncStream<int>)await grain.KeptAsync()).StreamId);
        var handle = await stream.SubscribeAsync((_, _) => Task.CompletedTask);
        await grain.KeepAsync(handle);
        Assert.Equal(handle.HandleId, ((StreamSubscriptionHandle<int>)await grain.KeptAsync()).HandleId);
        await handle.UnsubscribeAsync();
        var reminder = NewKey();
        var errand = RelayGrain.Leave(async relay => ((IGrainReminder)await relay.GrainContext.ActivationServices.GetRequiredService<IGrainFactory>().GetGrain<IHolderGrain>(reminder).RemindAsync()).ReminderName);
        Assert.Equal("held", await Client.GetGrain<IRelayGrain>(NewKey()).RunAsync(errand));
    }

    /// <summary>Orleans's copiers use up the stack there.</summary>
    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task Argument_NestedTooDeeply_IsRefused()
    {
        var deep = new Mutable();
        for (var i = 0; i < 1_000_000; i++) deep = new Mutable { Other = deep };
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => InSilo.GetGrain<ICopyGrain>(NewKey()).KeepAsync(deep));
        Assert.Contains("nested too deeply", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [Source("src/Orleans.Core/Core/GrainFactory.cs")]
    public void StringKey_Blank_IsRefused(string key)
    {
        Assert.Throws<ArgumentException>(() => Client.GetGrain<IRoughGrain>(key));
        Assert.Throws<ArgumentException>(() => Client.GetGrain(typeof(IRoughGrain), key));
    }

    /// <summary>Active, so that calls to it are taken on the caller's own thread.</summary>
    private async Task<IRoughGrain> ActiveAsync()
    {
        var grain = InSilo.GetGrain<IRoughGrain>(NewKey());
        await grain.PingAsync();
        return grain;
    }
}
