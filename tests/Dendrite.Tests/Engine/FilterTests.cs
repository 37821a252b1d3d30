using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Engine;

/// <summary>Incoming and outgoing call filters.</summary>
public sealed class FilterTests(EngineCluster cluster) : EngineTest(cluster)
{
    private CallLog Log => Cluster.Silo.GetRequiredService<CallLog>();

    [Fact]
    [Source("docs/site/src/content/docs/grains/interceptors.md#incoming-filters")]
    public async Task IncomingFilter_Call_IsWrapped()
    {
        var key = NewKey();
        Assert.Equal("x", await Client.GetGrain<IFilteredGrain>(key).EchoAsync("x"));
        Assert.Equal(["before EchoAsync", "after EchoAsync FilteredGrain"], Log.Of(key));
    }

    [Fact]
    [Source("test/Orleans.Runtime.Tests/GrainCallFilterTests.cs")]
    public async Task IncomingFilter_Throws_CallerGetsTheException()
    {
        var e = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Client.GetGrain<IFilteredGrain>(NewKey()).EchoAsync("refuse"));
        Assert.Equal("refused", e.Message);
    }

    [Fact]
    [Source("test/Orleans.Runtime.Tests/GrainCallFilterTests.cs")]
    public async Task IncomingFilter_SetsArgument_GrainGetsIt() => Assert.Equal("replaced", await Client.GetGrain<IFilteredGrain>(NewKey()).EchoAsync("replace"));

    [Fact]
    [Source("test/Orleans.Runtime.Tests/GrainCallFilterTests.cs")]
    public async Task IncomingFilter_SetsResultAndDoesNotInvoke_CallerGetsIt() => Assert.Equal("cut short", await Client.GetGrain<IFilteredGrain>(NewKey()).EchoAsync("short"));

    [Fact]
    [Source("docs/site/src/content/docs/grains/interceptors.md#exceptions")]
    public async Task IncomingFilter_CatchesAndSetsResult_CallerGetsIt()
    {
        var key = NewKey();
        Assert.Equal(-1, await Client.GetGrain<IFilteredGrain>(key).FailAsync());
        Assert.Contains("failed as asked", Log.Of(key));
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/interceptors.md#scope-and-ordering")]
    public async Task GrainAsFilter_ItsCall_IsWrappedInside() => Assert.Equal("OwnAsync; filtered", await Client.GetGrain<IFilteredGrain>(NewKey()).OwnAsync());

    [Fact]
    [Source("docs/site/src/content/docs/grains/interceptors.md#outgoing-filters")]
    public async Task OutgoingFilter_GrainCallsGrain_IsWrapped() =>
        Assert.Equal("EchoThroughAsync", await Client.GetGrain<IFilteredGrain>(NewKey()).AskOtherAsync(Client.GetGrain<IFilteredGrain>(NewKey())));

    [Fact]
    [Source("docs/site/src/content/docs/grains/interceptors.md#outgoing-filters")]
    public async Task OutgoingFilterOfSilo_CallFromClient_IsNotWrapped() => Assert.Null(await Client.GetGrain<IFilteredGrain>(NewKey()).EchoThroughAsync());
}
