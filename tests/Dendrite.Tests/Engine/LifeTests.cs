using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Engine;

/// <summary>Construction, activation and deactivation.</summary>
public sealed class LifeTests(EngineCluster cluster) : EngineTest(cluster)
{
    private CallLog Log => Cluster.Silo.GetRequiredService<CallLog>();

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-lifecycle.md#activation")]
    public async Task Grain_FirstCall_IsActivatedOnce()
    {
        var key = NewKey();
        var grain = Client.GetGrain<ILifeGrain>(key);
        await grain.CountAsync();
        await grain.CountAsync();
        Assert.Equal(["activate"], Log.Of(key));
    }

    [Fact]
    [Source("test/Orleans.Runtime.Tests/DuplicateActivationsTests.cs")]
    public async Task Grain_ManyCallersAtOnce_HasOneActivation()
    {
        var grain = Client.GetGrain<ILifeGrain>(NewKey());
        var seen = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(grain.ActivationAsync)));
        Assert.Single(seen.Distinct());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/index.md#get-and-call-a-grain-reference")]
    public async Task Reference_UncalledGrain_IsNotActivated()
    {
        var key = NewKey();
        _ = Client.GetGrain<ILifeGrain>(key);
        await Client.GetGrain<ILifeGrain>(NewKey()).CountAsync();
        Assert.Empty(Log.Of(key));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/activation-collection.md#explicit-control-of-activation-collection")]
    public async Task DeactivateOnIdle_NextCall_MakesANewActivation()
    {
        var grain = Client.GetGrain<ILifeGrain>(NewKey());
        var first = await grain.ActivationAsync();
        await grain.DeactivateAsync();
        await EventuallyAsync(async () => await grain.ActivationAsync() != first, "a new activation");
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/IGrainBase.cs")]
    public async Task DeactivateOnIdle_Reason_IsApplicationRequested()
    {
        var key = NewKey();
        await Client.GetGrain<ILifeGrain>(key).DeactivateAsync();
        await EventuallyAsync(() => Task.FromResult(Log.Of(key).Length == 2), "the deactivation");
        Assert.Equal(["activate", "deactivate ApplicationRequested"], Log.Of(key));
    }

    [Fact]
    [Source("src/Orleans.Runtime/Catalog/ActivationData.cs")]
    public async Task DeactivateOnIdle_RunningCall_EndsBeforeDeactivation()
    {
        var (key, gate) = (NewKey(), NewKey());
        var grain = Client.GetGrain<ILifeGrain>(key);
        var working = grain.DeactivateAndWorkAsync(gate);
        await Gates.ReachedAsync(gate);
        var waiting = grain.CountAsync();
        Gates.Open(gate);
        await working;
        Assert.Equal(1, await waiting);
        Assert.Equal(["activate", "worked", "deactivate ApplicationRequested", "activate"], Log.Of(key));
    }

    [Fact]
    [Source("test/Orleans.DefaultCluster.Tests/GrainActivateDeactivateTests.cs")]
    public async Task Activation_Throws_CallerGetsTheExceptionAndTheNextCallTriesAgain()
    {
        var key = NewKey();
        var grain = Client.GetGrain<IFailingGrain>(key);
        for (var i = 0; i < 2; i++)
        {
            var e = await Assert.ThrowsAsync<NotSupportedException>(grain.TouchAsync);
            Assert.Equal("not yet", e.Message);
        }
        await grain.TouchAsync();
        Assert.Equal(3, Log.Of(key).Length);
    }

    [Fact]
    [Source("test/Orleans.DefaultCluster.Tests/GrainActivateDeactivateTests.cs")]
    public async Task Constructor_Throws_CallerGetsTheException()
    {
        var e = await Assert.ThrowsAnyAsync<Exception>(Client.GetGrain<IFailingConstructorGrain>(NewKey()).TouchAsync);
        Assert.Contains("never", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Activation/DefaultGrainActivator.cs")]
    public async Task Grain_AsyncDisposable_IsDisposedOfAfterDeactivation()
    {
        var key = NewKey();
        var grain = Client.GetGrain<IDisposableGrain>(key);
        await grain.TouchAsync();
        await Cluster.Cluster.DeactivateAsync(grain);
        Assert.Equal(["disposed"], Log.Of(key));
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/index.md#implement-the-contract")]
    public async Task Constructor_Services_AreInjected() => Assert.Equal("hello", await Client.GetGrain<ILifeGrain>(NewKey()).GreetAsync());

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/IGrainContext.cs")]
    public async Task ScopedService_OfOneActivation_IsTheSame() => Assert.Equal((true, true), await Client.GetGrain<ILifeGrain>(NewKey()).ScopedAsync());

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/Grain.cs")]
    public async Task Grain_Identity_IsItsGrainId()
    {
        var grain = Client.GetGrain<ILifeGrain>(NewKey());
        var parts = (await grain.RuntimeAsync()).Split('|');
        Assert.NotEmpty(parts[0]);
        Assert.Equal(grain.GetGrainId().ToString(), parts[1]);
    }

    [Fact]
    [Source("src/Orleans.TestingHost/TestCluster.cs")]
    public async Task TestCluster_Deactivate_EndsTheActivation()
    {
        var grain = Client.GetGrain<ILifeGrain>(NewKey());
        var first = await grain.ActivationAsync();
        await Cluster.Cluster.DeactivateAsync(grain);
        Assert.NotEqual(first, await grain.ActivationAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/Grain.cs")]
    public void Grain_MadeWithNew_HasNoRuntime() => Assert.Throws<InvalidOperationException>(() => new StrayGrain().Deactivate());

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/DeactivationReason.cs")]
    public void DeactivationReason_Text_NamesCodeAndDescription() =>
        Assert.Equal("ActivationIdle: because", new DeactivationReason(DeactivationReasonCode.ActivationIdle, "because").ToString());

    private sealed class StrayGrain : Grain
    {
        public void Deactivate() => DeactivateOnIdle();
    }
}
