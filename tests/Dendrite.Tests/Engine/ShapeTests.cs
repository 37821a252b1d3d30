namespace Dendrite.Engine;

/// <summary>Grain interfaces of unusual shape.</summary>
public sealed class ShapeTests(EngineCluster cluster) : EngineTest(cluster)
{
    private IOddGrain Grain => Client.GetGrain<IOddGrain>(NewKey());

    [Fact]
    [Source("src/Orleans.CodeGenerator/Model/ProxyInterfaceDescription.cs")]
    public async Task Diamond_EachInterface_ReachesItsOwnMethod()
    {
        var grain = Grain;
        Assert.Equal(("left", "right"), (await ((ILeftGrain)grain).SideAsync(), await ((IRightGrain)grain).SideAsync()));
        Assert.Equal(("new", "old"), (await grain.PlainAsync(), await ((IShapeGrain)grain).PlainAsync()));
    }

    [Fact]
    [Source("src/Orleans.CodeGenerator/Model/ProxyInterfaceDescription.cs")]
    public async Task Overloads_ByArguments_AreToldApart()
    {
        var grain = Grain;
        Assert.Equal(("number", "text", "both"), (await grain.OverAsync(1), await grain.OverAsync("a"), await grain.OverAsync(1, "a")));
    }

    [Fact]
    [Source("src/Orleans.CodeGenerator/ProxyGenerator.cs")]
    public async Task Keywords_AsNames_AreNames() => Assert.Equal("a1", await Grain.@lock("a", 1));

    [Fact]
    [Source("src/Orleans.CodeGenerator/ProxyGenerator.cs")]
    public async Task DefaultArgument_Omitted_Arrives() => Assert.Equal(3, await Grain.DefaultAsync());

    [Fact]
    [Source("src/Orleans.CodeGenerator/InvokableGenerator.cs")]
    public async Task GenericMethod_OfAnyType_IsCalled()
    {
        var grain = Client.GetGrain<IOddGrain>(IOddGrain.KeyOf(1));
        List<int> mine = [1];
        var back = await grain.EchoAsync(mine);
        Assert.Equal((1, "a"), (await grain.EchoAsync(1), await grain.EchoAsync("a")));
        Assert.Equal(mine, back);
        Assert.NotSame(mine, back);
        Assert.Equal("Int641", await grain.NameAsync(new List<long> { 1 }));
    }

    [Fact]
    [Source("src/Orleans.CodeGenerator/Model/ProxyInterfaceDescription.cs")]
    public async Task MethodWithABody_RunsInTheGrain()
    {
        Assert.True(await Grain.IsHereAsync());
        Assert.Equal("grain", await Grain.OverriddenAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/GrainReference.cs")]
    public async Task Grain_PassingItselfByAnotherInterface_IsReferredTo()
    {
        var key = NewKey();
        Assert.Equal("the second face of " + key, await Client.GetGrain<IFirstFaceGrain>(key).IntroduceAsync(NewKey()));
        Assert.Equal("the second face of " + key, await Client.GetGrain<IFirstFaceGrain>(key).IntroduceWithGiftsAsync(NewKey()));
    }
}
