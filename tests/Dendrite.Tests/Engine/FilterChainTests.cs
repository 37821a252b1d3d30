namespace Dendrite.Engine;

/// <summary>What call filters may do with the rest of their chain: invoke it again, or not at all.</summary>
public sealed class FilterChainTests(FilterChainCluster cluster) : IClassFixture<FilterChainCluster>
{
    private readonly string _key = Guid.NewGuid().ToString("N");

    private IWrappedGrain Grain => cluster.Cluster.Client.GetGrain<IWrappedGrain>(_key);

    private IGuardedGrain Guarded => cluster.Cluster.Client.GetGrain<IGuardedGrain>(_key);

    private IEnumerable<string> Notes => FilterChainCluster.Notes.GetValueOrDefault(_key) ?? [];

    [Fact]
    [Source("src/Orleans.Core/Core/ClientBuilderGrainCallFilterExtensions.cs")]
    public async Task OutgoingFilterOfClient_AfterTheCall_SeesTheArguments()
    {
        Assert.Equal("x", await Grain.EchoAsync("x"));
        Assert.Equal(["after x"], Notes);
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutgoingCallInvoker.cs")]
    public async Task OutgoingFilter_InvokesAgain_SendsTheSameArguments()
    {
        RequestContext.Set(FilterChainCluster.Outer, "retry");
        Assert.Equal("x", await Grain.SucceedLaterAsync("x"));
        Assert.Contains("failed with x", Notes);
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutgoingCallInvoker.cs")]
    public async Task OutgoingFilter_InvokesAgain_FiltersInsideRunAgain()
    {
        RequestContext.Set(FilterChainCluster.Outer, "retry");
        await Grain.SucceedLaterAsync("x");
        Assert.Equal(["inner SucceedLaterAsync", "failed with x", "inner SucceedLaterAsync"], Notes);
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutgoingCallInvoker.cs")]
    public async Task OutgoingFilter_InvokesAgain_CallOfATaskIsMadeAgain()
    {
        RequestContext.Set(FilterChainCluster.Outer, "twice");
        await Grain.TouchAsync();
        RequestContext.Clear();
        Assert.Equal(2, await Grain.TimesTouchedAsync());
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutgoingCallInvoker.cs")]
    public async Task OutgoingFilter_InvokesAgainForManyCallers_EachGetsItsOwnResult()
    {
        RequestContext.Set(FilterChainCluster.Outer, "twice");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var grain = cluster.Cluster.Client.GetGrain<IWrappedGrain>($"{_key}-{caller}");
            for (var i = 0; i < 500; i++) Assert.Equal($"{caller}:{i}", await grain.EchoAsync($"{caller}:{i}"));
        })));
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/OutgoingCallInvoker.cs")]
    public async Task OutgoingFilter_NeitherInvokesNorSetsResult_CallFails()
    {
        RequestContext.Set(FilterChainCluster.Outer, "ignore");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.EchoAsync("x"));
        await Assert.ThrowsAsync<InvalidOperationException>(Grain.TouchAsync);
    }

    [Fact]
    [Source("src/Orleans.Core/Core/GrainMethodInvoker.cs")]
    public async Task IncomingFilter_NeitherInvokesNorSetsResult_CallFails()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(Guarded.IgnoreAsync);
        Assert.Equal(1, await Guarded.CountAsync());
    }

    [Fact]
    [Source("src/Orleans.Core/Core/GrainMethodInvoker.cs")]
    public async Task IncomingFilter_InvokesAgain_MethodRunsAgain() => Assert.Equal(2, await Guarded.CountTwiceAsync());

    [Fact]
    [Source("src/Orleans.Core/Core/GrainMethodInvoker.cs")]
    public async Task IncomingFilter_GenericMethod_KnowsItsImplementation()
    {
        Assert.Equal(5, await Guarded.GenericAsync(5));
        Assert.Contains("IGuardedGrain.GenericAsync by GuardedGrain", await Guarded.SeenAsync(), StringComparison.Ordinal);
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/AsyncEnumerableRequest.cs")]
    public async Task IncomingFilter_Enumeration_SeesTheCallsOfTheExtension()
    {
        var sum = 0;
        await foreach (var i in Guarded.ItemsAsync(3).WithBatchSize(1)) sum += i;
        Assert.Equal(6, sum);
        var seen = (await Guarded.SeenAsync()).Split('\n');
        Assert.StartsWith("IAsyncEnumerableGrainExtension.StartEnumeration by ", seen[0], StringComparison.Ordinal);
        Assert.EndsWith(" of ItemsAsync(3)", seen[0], StringComparison.Ordinal);
        Assert.Contains(seen, s => s.StartsWith("IAsyncEnumerableGrainExtension.MoveNext by ", StringComparison.Ordinal));
        Assert.Contains(seen, s => s.StartsWith("IAsyncEnumerableGrainExtension.DisposeAsync by ", StringComparison.Ordinal));
        Assert.Contains(nameof(EnumerationResult.Element), seen);
        Assert.Contains(nameof(EnumerationResult.Completed), seen);
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/AsyncEnumerableRequest.cs")]
    public async Task IncomingFilter_ThrowsOnEnumeration_GrainIsNotRun()
    {
        var e = await Assert.ThrowsAsync<UnauthorizedAccessException>(async () =>
        {
            await foreach (var i in Guarded.DeniedItemsAsync(3)) Assert.Fail("got " + i);
        });
        Assert.Equal("denied", e.Message);
        Assert.Equal(1, await Guarded.CountAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/AsyncEnumerableRequest.cs")]
    public async Task OutgoingFilter_ThrowsOnEnumeration_GrainIsNotRun()
    {
        RequestContext.Set(FilterChainCluster.Outer, "refuse");
        await Assert.ThrowsAsync<UnauthorizedAccessException>(async () =>
        {
            await foreach (var i in Guarded.ItemsAsync(3)) Assert.Fail("got " + i);
        });
        RequestContext.Clear();
        Assert.Equal("IGuardedGrain.SeenAsync by GuardedGrain", await Guarded.SeenAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/AsyncEnumerableRequest.cs")]
    public async Task OutgoingFilter_Enumeration_SeesTheCallsOfTheExtension()
    {
        RequestContext.Set(FilterChainCluster.Outer, "retry");
        await foreach (var i in Guarded.ItemsAsync(1)) Assert.Equal(1, i);
        Assert.Equal(["inner StartEnumeration", "inner MoveNext", "inner DisposeAsync"], Notes);
    }
}
