using Orleans.Concurrency;

namespace Dendrite.Engine;

/// <summary>What is copied on its way into and out of a grain, what is not, and how failures travel.</summary>
public sealed class IsolationTests(EngineCluster cluster) : EngineTest(cluster)
{
    public static TheoryData<string, object> Values => new()
    {
        { "int", 1 },
        { "string", "text" },
        { "guid", Guid.Parse("6f9619ff-8b86-d011-b42d-00cf4fc964ff") },
        { "date", new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)) },
        { "span", TimeSpan.FromSeconds(3) },
        { "decimal", 1.5m },
        { "enum", DayOfWeek.Friday },
        { "uri", new Uri("https://host/path") },
        { "array", new[] { 1, 2, 3 } },
        { "bytes", new byte[] { 1, 2, 3 } },
        { "jagged", new[] { new[] { "a" }, ["b", "c"] } },
        { "list", new List<string> { "a", "b" } },
        { "dictionary", new Dictionary<string, int> { ["a"] = 1 } },
        { "set", new HashSet<int> { 1, 2 } },
        { "queue", new Queue<int>([1, 2]) },
        { "tuple", (1, "a", 2.5) },
        { "class tuple", Tuple.Create(1, "a") },
        { "nested", new Dictionary<string, List<int[]>> { ["a"] = [[1], [2]] } },
        { "key value", KeyValuePair.Create("a", 1) },
    };

    [Theory]
    [MemberData(nameof(Values))]
    [Source("test/Orleans.Serialization.UnitTests/BuiltInCodecTests.cs")]
    public async Task Value_ThroughAGrain_ComesBackEqual(string kind, object value)
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        await grain.KeepAsync(value);
        var back = await grain.KeptAsync();
        Assert.True(kind.Length > 0 && back.GetType() == value.GetType());
        Assert.Equal(value, back);
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization-immutability.md#serialization-in-orleans")]
    public async Task MutableArgument_ChangedByTheGrain_CallersIsNot()
    {
        var mine = new Mutable { Number = 1, Items = [1] };
        var theirs = await Client.GetGrain<ICopyGrain>(NewKey()).ChangeAsync(mine);
        Assert.Equal((1, 1), (mine.Number, mine.Items.Count));
        Assert.Equal((-1, 2), (theirs.Number, theirs.Items.Count));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization-immutability.md#serialization-in-orleans")]
    public async Task MutableArgument_ChangedByTheCallerLater_GrainsIsNot()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        var mine = new Mutable { Items = [1] };
        await grain.KeepAsync(mine);
        mine.Items.Add(2);
        Assert.Single(((Mutable)await grain.KeptAsync()).Items);
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization-immutability.md#serialization-in-orleans")]
    public async Task MutableResult_ChangedByTheCaller_GrainsIsNot()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        (await grain.ListAsync()).Add(2);
        Assert.Equal(1, await grain.CountAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization-immutability.md#serialization-in-orleans")]
    public async Task Graph_ObjectMetTwice_IsCopiedOnce()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        var shared = new Mutable();
        await grain.KeepAsync(new Mutable[] { shared, shared });
        var back = (Mutable[])await grain.KeptAsync();
        Assert.Same(back[0], back[1]);
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#use-orleans-serialization")]
    public async Task Graph_Cycle_IsCopied()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        var loop = new Mutable { Number = 5 };
        loop.Other = loop;
        await grain.KeepAsync(loop);
        var back = (Mutable)await grain.KeptAsync();
        Assert.NotSame(loop, back);
        Assert.Same(back, back.Other);
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#use-orleans-serialization")]
    public async Task Member_WithoutId_DoesNotCross()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        await grain.KeepAsync(new Mutable { Number = 3, Unmarked = "lost" });
        var back = (Mutable)await grain.KeptAsync();
        Assert.Equal((3, null), (back.Number, back.Unmarked));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#use-orleans-serialization")]
    public async Task DerivedClass_AsObject_KeepsItsType()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        await grain.KeepAsync(new List<Animal> { new Dog { Name = "Rex", Tricks = ["sit"] } });
        var dog = Assert.IsType<Dog>(Assert.Single((List<Animal>)await grain.KeptAsync()));
        Assert.Equal(("Rex", "sit"), (dog.Name, dog.Tricks[0]));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#serializing-record-types")]
    public async Task Record_PrimaryConstructor_IsCopied()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        var mine = new Point(1, 2) { Trail = [7] };
        await grain.KeepAsync(mine);
        mine.Trail.Add(8);
        var back = (Point)await grain.KeptAsync();
        Assert.Equal((1, 2, 1), (back.X, back.Y, back.Trail.Count));
    }

    [Fact]
    [Source("test/Orleans.Serialization.UnitTests/GeneratedSerializerTests.cs")]
    public async Task Struct_Field_IsCopied()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        var mine = new Box { Content = [1] };
        await grain.KeepAsync(mine);
        mine.Content[0] = 2;
        Assert.Equal(1, ((Box)await grain.KeptAsync()).Content[0]);
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#use-orleans-serialization")]
    public async Task PrivateField_WithId_IsCopied()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        var mine = new Hidden().Put(1);
        await grain.KeepAsync(mine);
        mine.Put(2);
        Assert.Equal(1, ((Hidden)await grain.KeptAsync()).Count);
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#use-orleans-serialization")]
    public async Task GenericRecord_ThroughAGrain_ComesBackEqual()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        var pair = new Pair<string>("a", "b");
        await grain.KeepAsync(pair);
        Assert.Equal(pair, await grain.KeptAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/Immutable.cs")]
    public async Task ImmutableWrapper_Value_ComesBack() =>
        Assert.Equal(2, (await Client.GetGrain<ICopyGrain>(NewKey()).ThroughAsync(new[] { 1, 2 }.AsImmutable())).Value[1]);

    [Fact]
    [Source("src/Orleans.Serialization/Codecs/ReferenceCodec.cs")]
    public async Task NullArgument_OfReferenceType_Crosses()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        await grain.KeepAsync(null!);
        Assert.Null(await grain.KeptAsync());
    }

    [Theory]
    [InlineData("early")]
    [InlineData("late")]
    [Source("test/Orleans.Runtime.Tests/ExceptionPropagationTests.cs")]
    public async Task Exception_OfTheGrain_ReachesTheCallerWithItsStack(string when)
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => Client.GetGrain<ICopyGrain>(NewKey()).ThrowAsync(when));
        Assert.Equal(when, e.Message);
        Assert.Contains(nameof(CopyGrain), e.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    [Source("test/Orleans.Runtime.Tests/ExceptionPropagationTests.cs")]
    public async Task Exception_Inner_ReachesTheCaller()
    {
        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => Client.GetGrain<ICopyGrain>(NewKey()).ThrowAsync("inner"));
        Assert.Equal("inner", Assert.IsType<ArgumentException>(e.InnerException).Message);
    }

    [Fact]
    [Source("src/Orleans.Serialization/ISerializableSerializer/ExceptionCodec.cs")]
    public async Task Exception_OfOnesOwn_KeepsItsMembers()
    {
        var e = await Assert.ThrowsAsync<OddException>(() => Client.GetGrain<ICopyGrain>(NewKey()).ThrowAsync("own"));
        Assert.Equal(("own", 7), (e.Message, e.Number));
    }

    [Fact]
    [Source("test/Orleans.Runtime.Tests/ExceptionPropagationTests.cs")]
    public async Task Cancellation_OfTheGrain_ReachesTheCaller()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        Assert.Equal("cancelled", (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.ThrowAsync("cancelled"))).Message);
        Assert.Equal("cancelled", (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => grain.ThrowAsync("late cancelled"))).Message);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Core/InsideRuntimeClient.cs")]
    public async Task Exception_OfTheGrain_LeavesItActive()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        await grain.KeepAsync("here");
        await Assert.ThrowsAsync<InvalidOperationException>(() => grain.ThrowAsync("x"));
        Assert.Equal("here", await grain.KeptAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization-immutability.md#serialization-in-orleans")]
    public async Task GrainToGrain_MutableArgument_IsCopied()
    {
        var grain = InSilo.GetGrain<ICopyGrain>(NewKey());
        var mine = new Mutable { Items = [1] };
        await grain.KeepAsync(mine);
        mine.Items.Add(2);
        Assert.Single(((Mutable)await grain.KeptAsync()).Items);
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization-immutability.md#optimize-copying")]
    public async Task GrainToGrain_ImmutableArgument_IsNotCopied()
    {
        var grain = InSilo.GetGrain<ICopyGrain>(NewKey());
        var mine = new Frozen { Numbers = [1] };
        await grain.KeepAsync(mine);
        Assert.True(await grain.IsKeptAsync(mine));
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization-immutability.md#optimize-copying")]
    public async Task GrainToGrain_ImmutableParameter_IsNotCopied()
    {
        var grain = InSilo.GetGrain<ICopyGrain>(NewKey());
        var mine = new Mutable { Number = 1 };
        await grain.KeepSharedAsync(mine);
        mine.Number = 2;
        Assert.Equal(2, ((Mutable)await grain.KeptAsync()).Number);
    }

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization-immutability.md#optimize-copying")]
    public async Task GrainToGrain_ImmutableWrapper_IsNotCopied()
    {
        var grain = InSilo.GetGrain<ICopyGrain>(NewKey());
        int[] mine = [1];
        var back = await grain.ThroughAsync(mine.AsImmutable());
        mine[0] = 2;
        Assert.Equal(2, back.Value[0]);
    }

    [Fact]
    [Source("src/Orleans.Core/Core/GrainInterfaceTypeToGrainTypeResolver.cs")]
    public void Alias_OfAnInterface_IsItsName() =>
        Assert.Equal("engine.aliased", ((GrainReference)Client.GetGrain<IAliasedGrain>(NewKey())).InterfaceType.ToString());

    [Fact]
    [Source("src/Orleans.Serialization/TypeSystem/TypeConverter.cs")]
    public async Task Alias_OfAnInterfaceAndItsMethod_IsCalled() => Assert.Equal("aliased", await Client.GetGrain<IAliasedGrain>(NewKey()).WhoAsync());

    [Fact]
    [Source("docs/site/src/content/docs/host/configuration-guide/serialization.md#use-orleans-serialization")]
    public async Task OneCall_SameObjectTwice_ArrivesAsOne()
    {
        var shared = new Mutable();
        Assert.True(await InSilo.GetGrain<ICopyGrain>(NewKey()).SameAsync(shared, shared));
    }

    [Fact]
    [Source("src/Orleans.Core/Runtime/RequestContextExtensions.cs")]
    public async Task RequestContext_MutableValue_IsCopiedOnItsWay()
    {
        var mine = new List<int> { 1 };
        RequestContext.Set("list", mine);
        Assert.Equal(2, await InSilo.GetGrain<ICopyGrain>(NewKey()).AddToContextAsync("list"));
        Assert.Single(mine);
    }
}
