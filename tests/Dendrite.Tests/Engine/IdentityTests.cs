namespace Dendrite.Engine;

/// <summary>Keys, references and which class an interface means.</summary>
public sealed class IdentityTests(EngineCluster cluster) : EngineTest(cluster)
{
    [Theory]
    [InlineData("a")]
    [InlineData("with space")]
    [InlineData("a/b+c?d=e")]
    [InlineData("Ünïcödé ✓")]
    [InlineData("https://host:8080/path?x=1&y=2")]
    [Source("docs/site/src/content/docs/grains/grain-identity.md#choose-a-key-type")]
    public async Task StringKey_AnyText_ReachesTheGrainUnchanged(string key) => Assert.Equal(key, await Client.GetGrain<IStringKeyGrain>(key).KeyAsync());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(255)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [Source("src/Orleans.Core.Abstractions/IDs/GrainIdKeyExtensions.cs")]
    public async Task IntegerKey_AnyNumber_ReachesTheGrainUnchanged(long key) => Assert.Equal(key, await Client.GetGrain<IIntegerKeyGrain>(key).KeyAsync());

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [Source("src/Orleans.Core.Abstractions/IDs/GrainIdKeyExtensions.cs")]
    public async Task GuidKey_AnyGuid_ReachesTheGrainUnchanged(string key) => Assert.Equal(Guid.Parse(key), await Client.GetGrain<IGuidKeyGrain>(Guid.Parse(key)).KeyAsync());

    [Theory]
    [InlineData("ext")]
    [InlineData("a+b")]
    [InlineData("x y")]
    [Source("docs/site/src/content/docs/grains/grain-identity.md#choose-a-key-type")]
    public async Task GuidCompoundKey_Extension_ReachesTheGrainUnchanged(string extension)
    {
        var key = Guid.NewGuid();
        Assert.Equal((key, extension), await Client.GetGrain<IGuidCompoundKeyGrain>(key, extension, null).KeyAsync());
    }

    [Theory]
    [InlineData(7, "ext")]
    [InlineData(-7, "a+b")]
    [Source("docs/site/src/content/docs/grains/grain-identity.md#choose-a-key-type")]
    public async Task IntegerCompoundKey_Extension_ReachesTheGrainUnchanged(long key, string extension) =>
        Assert.Equal((key, extension), await Client.GetGrain<IIntegerCompoundKeyGrain>(key, extension, null).KeyAsync());

    [Fact]
    [Source("src/Orleans.Core/Core/GrainFactory.cs")]
    public void StringKey_Null_IsRefused() => Assert.Throws<ArgumentNullException>(() => Client.GetGrain<IStringKeyGrain>(null!));

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/GrainReference.cs")]
    public void References_SameGrain_AreEqual()
    {
        var key = NewKey();
        var (one, two) = (Client.GetGrain<IStringKeyGrain>(key), Client.GetGrain<IStringKeyGrain>(key));
        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/GrainReference.cs")]
    public void References_OtherKey_AreNotEqual() => Assert.NotEqual(Client.GetGrain<IStringKeyGrain>(NewKey()), Client.GetGrain<IStringKeyGrain>(NewKey()));

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/GrainReference.cs")]
    public void References_OtherInterfaceOfSameGrain_AreEqual()
    {
        var key = NewKey();
        Assert.True(Client.GetGrain<IStringKeyGrain>(key).Equals(Client.GetGrain<IOtherFace>(key)));
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/GrainExtensions.cs")]
    public async Task Reference_Cast_CallsTheOtherInterface()
    {
        var key = NewKey();
        Assert.Equal("other " + key, await Client.GetGrain<IStringKeyGrain>(key).Cast<IOtherFace>().OtherAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/GrainExtensions.cs")]
    public async Task Grain_AsReference_CanBeReturnedAndCalled()
    {
        var key = NewKey();
        var self = await Client.GetGrain<IStringKeyGrain>(key).SelfAsync();
        Assert.Equal(key, await self.KeyAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/grain-references.md#get-a-reference")]
    public async Task Reference_AsArgument_CanBeCalledByTheGrain()
    {
        var (one, two) = (NewKey(), NewKey());
        Assert.Equal(two, await Client.GetGrain<IStringKeyGrain>(one).AskAsync(Client.GetGrain<IStringKeyGrain>(two)));
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/GrainExtensions.cs")]
    public void Reference_Keys_CanBeRead()
    {
        var guid = Guid.NewGuid();
        Assert.Equal("k", Client.GetGrain<IStringKeyGrain>("k").GetPrimaryKeyString());
        Assert.Equal(42, Client.GetGrain<IIntegerKeyGrain>(42).GetPrimaryKeyLong());
        Assert.Equal(guid, Client.GetGrain<IGuidKeyGrain>(guid).GetPrimaryKey());
        Assert.Equal(guid, Client.GetGrain<IGuidCompoundKeyGrain>(guid, "e", null).GetPrimaryKey(out var extension));
        Assert.Equal("e", extension);
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/GrainExtensions.cs")]
    public void Reference_KeyOfOtherKind_Throws() => Assert.Throws<InvalidOperationException>(() => Client.GetGrain<IStringKeyGrain>("not a number").GetPrimaryKeyLong());

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/GrainExtensions.cs")]
    public void GuidKey_OfIntegerGrain_IsMadeFromTheNumber() =>
        Assert.Equal(new Guid(0, 0, 0, [7, 0, 0, 0, 0, 0, 0, 0]), Client.GetGrain<IIntegerKeyGrain>(7).GetPrimaryKey());

    [Fact]
    [Source("src/Orleans.Core.Abstractions/IDs/GrainId.cs")]
    public void GrainId_TextForm_RoundTrips()
    {
        var id = Client.GetGrain<IStringKeyGrain>("a/b").GetGrainId();
        Assert.Equal(id, GrainId.Parse(id.ToString()));
        Assert.Equal("a/b", id.Key.ToString());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/IDs/GrainId.cs")]
    public void GrainId_WithoutSlash_DoesNotParse()
    {
        Assert.False(GrainId.TryParse("nothing", out _));
        Assert.Throws<ArgumentException>(() => GrainId.Parse("nothing"));
    }

    [Fact]
    [Source("src/Orleans.Core/Manifest/GrainTypeResolver.cs")]
    public void GrainType_OfClass_IsItsNameWithoutGrainInLowerCase() => Assert.Equal("stringkey", Client.GetGrain<IStringKeyGrain>("k").GetGrainId().Type.ToString());

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Manifest/IGrainTypeProvider.cs")]
    public async Task GrainType_Attribute_NamesTheType() => Assert.Equal("engine-named-type", await Client.GetGrain<INamedTypeGrain>(1).TypeAsync());

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/IGrainFactory.cs")]
    public async Task GetGrain_ByGrainId_CallsTheGrain()
    {
        var key = NewKey();
        var id = Client.GetGrain<IStringKeyGrain>(key).GetGrainId();
        Assert.Equal(key, await Client.GetGrain<IStringKeyGrain>(id).KeyAsync());
        Assert.Equal(key, await Client.GetGrain(id).AsReference<IStringKeyGrain>().KeyAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/IGrainFactory.cs")]
    public async Task GetGrain_ByInterfaceType_CallsTheGrain()
    {
        var key = NewKey();
        Assert.Equal(key, await ((IStringKeyGrain)Client.GetGrain(typeof(IStringKeyGrain), key)).KeyAsync());
    }

    [Theory]
    [InlineData("Dendrite.Engine.FirstAmbiguous", "first")]
    [InlineData("Dendrite.Engine.SecondAmbiguous", "second")]
    [Source("docs/site/src/content/docs/grains/grain-references.md#interface-to-type-resolution")]
    public async Task GetGrain_ClassPrefix_ChoosesTheClass(string prefix, string name) =>
        Assert.Equal(name, await Client.GetGrain<IAmbiguousGrain>(1, prefix).NameAsync());

    [Fact]
    [Source("src/Orleans.Core/Core/GrainInterfaceTypeToGrainTypeResolver.cs")]
    public void GetGrain_SeveralClassesAndNoPrefix_IsRefused() => Assert.Throws<ArgumentException>(() => Client.GetGrain<IAmbiguousGrain>(1));

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#poco-grains")]
    public async Task GrainClass_WithoutBaseClass_IsActivatedAndCalled()
    {
        var key = NewKey();
        Assert.Equal("hello " + key, await Client.GetGrain<IPocoGrain>(key).SayAsync());
    }
}
