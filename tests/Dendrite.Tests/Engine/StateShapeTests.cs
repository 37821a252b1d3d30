using System.Collections.Immutable;
using System.Net;
using System.Numerics;
using System.Text.Json;
using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Dendrite.Engine;

/// <summary>What a state may hold: it is read as it was written.</summary>
public sealed class StateShapeTests(EngineCluster cluster) : EngineTest(cluster)
{
    [Fact]
    [Source("src/Orleans.Core/Serialization/OrleansJsonSerializer.cs")]
    public async Task State_WithGrainReferences_CallsThemAgain()
    {
        var (zoo, account) = (Client.GetGrain<IZooGrain>(NewKey()), NewKey());
        await Client.GetGrain<IAccountGrain>(account).AddAsync(5);
        await zoo.HireAsync(account);
        await Cluster.Cluster.DeactivateAsync(zoo);
        Assert.Equal(5, await zoo.AskKeeperAsync());
    }

    [Fact]
    [Source("src/Orleans.Core/Serialization/OrleansJsonSerializerSettings.cs")]
    public async Task State_WithDerivedTypes_KeepsThem()
    {
        var parrot = new Parrot { Name = "Polly" };
        parrot.Words.Add("hello");
        var kept = await StoreAsync(new Zoo { First = new Dog { Name = "Rex", Tricks = ["sit"] }, Animals = [new Animal { Name = "plain" }, new Cat { Name = "Tom", Lives = 9 }, parrot] });
        Assert.Equal("sit", Assert.Single(Assert.IsType<Dog>(kept.First).Tricks));
        Assert.Equal("Rex", kept.First!.Name);
        Assert.Equal([typeof(Animal), typeof(Cat), typeof(Parrot)], kept.Animals.Select(a => a.GetType()));
        Assert.Equal(9, ((Cat)kept.Animals[1]).Lives);
        Assert.Equal("hello", Assert.Single(((Parrot)kept.Animals[2]).Words));
    }

    [Fact]
    [Source("src/Orleans.Core/Serialization/OrleansJsonSerializerSettings.cs")]
    public async Task State_WithInterfacesAndAbstractClasses_KeepsWhatTheyStandFor()
    {
        var kept = await StoreAsync(new Zoo { Shelter = new Pen<Animal>("north", new Cat { Lives = 3 }), House = new Cage { Place = "south" } });
        var pen = Assert.IsType<Pen<Animal>>(kept.Shelter);
        Assert.Equal(("north", 3), (pen.Place, Assert.IsType<Cat>(pen.Content).Lives));
        Assert.Equal("south", Assert.IsType<Cage>(kept.House).Place);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    [Source("src/Orleans.Core/Serialization/OrleansJsonSerializerSettings.cs")]
    public async Task State_WithOddNumbers_KeepsThem(double number) => Assert.Equal(number, (await StoreAsync(new Zoo { Weight = number })).Weight);

    [Fact]
    [Source("src/Orleans.Core/Serialization/OrleansJsonSerializerSettings.cs")]
    public async Task State_WithObjects_KeepsTextsAndObjectsOfItsOwn()
    {
        var kept = await StoreAsync(new Zoo { Things = { ["text"] = "hello", ["truth"] = true, ["cat"] = new Cat { Lives = 2 }, ["list"] = new List<Animal> { new Dog() } } });
        Assert.Equal("hello", kept.Things["text"]);
        Assert.Equal(true, kept.Things["truth"]);
        Assert.Equal(2, Assert.IsType<Cat>(kept.Things["cat"]).Lives);
        Assert.IsType<Dog>(Assert.Single(Assert.IsType<List<Animal>>(kept.Things["list"])));
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task State_WithObjects_KeepsTheTypeOfEveryValue()
    {
        object[] values =
        [
            5, 5L, (byte)1, 1.5, 1.5f, 2.5m, 'c', double.NaN, Guid.NewGuid(), DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, TimeSpan.FromSeconds(1), DayOfWeek.Friday, new BigInteger(1e30),
            new int[] { 1, 2 }, new Dictionary<string, int> { ["$type"] = 1 }, new object[] { 1, "two" }, (1, "two"), IPAddress.Loopback, new Pair<int[]>([1], [2]), ImmutableArray.Create(1, 2), new Uri("http://x/"),
        ];
        var kept = await StoreAsync(new Zoo { Things = values.Select((v, i) => (v, i)).ToDictionary(p => $"{p.i}", p => (object?)p.v) });
        Assert.All(values.Select((v, i) => (v, i)), p => Assert.True(p.v is IPAddress || p.v.GetType() == kept.Things[$"{p.i}"]!.GetType(), $"{p.v} {kept.Things[$"{p.i}"]!.GetType()}"));
        Assert.Equal(values.Take(14).Cast<object?>(), Enumerable.Range(0, 14).Select(i => kept.Things[$"{i}"]));
        Assert.Equal(values[18], kept.Things["18"]);
        Assert.Equal([1, "two"], (object[])kept.Things["16"]!);
        var keeper = Client.GetGrain<IAccountGrain>(NewKey());
        await keeper.AddAsync(3);
        kept = await StoreAsync(new Zoo { Things = { ["keeper"] = keeper } });
        Assert.Equal(3, await Assert.IsAssignableFrom<IAccountGrain>(kept.Things["keeper"]).BalanceAsync());
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task State_WithCollectionsOfEveryKind_IsReadAsItWasWritten()
    {
        var kept = await StoreAsync(new Cupboard
        {
            Numbers = new[] { 1, 2 },
            Sorted = new SortedDictionary<string, int> { ["b"] = 1, ["a"] = 2 },
            Pile = new([1, 2, 3]),
            Fixed = [1, 2, 3],
            Closed = new(["x"]),
            Large = BigInteger.Pow(10, 40),
            Address = new(IPAddress.Loopback, 80),
            Grain = GrainId.Create("zoo", "x/y"),
            Query = Enumerable.Range(1, 3).Where(n => n != 2),
            Range = new("r", (1, 2)),
        });
        Assert.Equal([1, 2], Assert.IsType<int[]>(kept.Numbers));
        Assert.Equal(["a", "b"], Assert.IsType<SortedDictionary<string, int>>(kept.Sorted).Keys);
        Assert.Equal([3, 2, 1], kept.Pile);
        Assert.Equal([3, 2, 1], kept.Fixed.ToArray());
        Assert.Equal(["x"], kept.Closed!);
        Assert.Equal(BigInteger.Pow(10, 40), kept.Large);
        Assert.Equal(new(IPAddress.Loopback, 80), kept.Address);
        Assert.Equal(GrainId.Create("zoo", "x/y"), kept.Grain);
        Assert.Equal([1, 3], kept.Query!);
        Assert.Equal(new("r", (1, 2)), kept.Range);
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task State_WithAMemberThatADerivedTypeHides_KeepsBoth()
    {
        var parrot = new Parrot();
        parrot.Grow();
        parrot.GrowToo();
        var kept = (Parrot)(await StoreAsync(new Zoo { First = parrot })).First!;
        Assert.Equal((1, 10), (kept.Age, kept.OwnAge));
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task State_WithWhatCouldNotBeRead_IsRefusedAndSaysWhere()
    {
        var (zoo, key) = (Client.GetGrain<IZooGrain>("haunted"), "haunted");
        var e = await Assert.ThrowsAnyAsync<OrleansException>(zoo.HauntAsync);
        Assert.All(["state zoo", "zoo/" + key, "Animals", "Dendrite.Engine.Ghost"], part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task State_WithWhatCouldNotBeRead_IsRefusedInEveryPlace()
    {
        await IsRefusedAsync(new Zoo { First = new Ghost() }, "First");
        await IsRefusedAsync(new Zoo { Things = { ["ghost"] = new Ghost() } }, "Things");
        await IsRefusedAsync(new Zoo { Things = { ["cage"] = new Pair<Animal>(new Animal(), new Ghost()) } }, "Second");
        await IsRefusedAsync(new Zoo { Things = { ["file"] = new FileInfo("x") } }, "Things");
        await IsRefusedAsync(new Pair<Complex>(Complex.One, Complex.One), "First");
        await IsRefusedAsync(new Pair<Maze?>(null, new Maze(2)), "Second");

        async Task IsRefusedAsync<T>(T state, string member) => Assert.Contains(member, (await Assert.ThrowsAsync<NotSupportedException>(() => StoreAsync(state))).Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public void State_WrittenWithoutTypes_IsRead()
    {
        var zoo = Read<Zoo>("""{"Animals":[{"Name":"a"}],"Things":{"text":"t","whole":5,"part":1.5,"truth":true,"list":[1]},"Shelter":null,"Weight":2}""")!;
        Assert.Equal("a", zoo.Animals[0].Name);
        Assert.Equal(["t", 5L, 1.5, true], zoo.Things.Values.Take(4));
        Assert.Equal(JsonValueKind.Array, ((JsonElement)zoo.Things["list"]!).ValueKind);
        var cupboard = Read<Cupboard>("""{"Numbers":[1,2],"Sorted":{"a":1}}""")!;
        Assert.Equal([1, 2], cupboard.Numbers!);
        Assert.Equal(1, cupboard.Sorted!["a"]);
    }

    /// <summary>As where the alias came later.</summary>
    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public void State_WithTheFullNameOfATypeThatHasAnAlias_IsRead()
    {
        const string Cat = "Dendrite.Engine.Cat, Dendrite.Tests";
        var zoo = Read<Zoo>("{\"Animals\":[{\"$type\":\"" + Cat + "\",\"Lives\":7}],\"Things\":{\"c\":{\"$type\":\"" + Cat + "\",\"$value\":{\"Lives\":8}}}}")!;
        Assert.Equal(7, ((Cat)zoo.Animals[0]).Lives);
        Assert.Equal(8, ((Cat)zoo.Things["c"]!).Lives);
        Assert.Contains("\"engine.cat\"", Serializer.Serialize(zoo).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.IO.FileInfo, System.Private.CoreLib")]
    [InlineData("System.Collections.Generic.List`1[[System.IO.FileInfo, System.Private.CoreLib]], System.Private.CoreLib")]
    [InlineData("System.Diagnostics.Process, System.Diagnostics.Process")]
    [InlineData("Dendrite.Engine.Ghost, Dendrite.Tests")]
    [InlineData("Dendrite.Engine.ZooGrain, Dendrite.Tests")]
    [InlineData("no such type")]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public void State_ThatNamesATypeOfNoStoredValues_IsNotRead(string type)
    {
        var e = Assert.Throws<JsonException>(() => Read<Zoo>("{\"Things\":{\"x\":{\"$type\":\"" + type + "\",\"$value\":{}}}}"));
        Assert.Contains(type, e.Message, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => Read<Zoo>("{\"First\":{\"$type\":\"" + type + "\"}}"));
    }

    private IGrainStorageSerializer Serializer => Cluster.Silo.GetRequiredService<IGrainStorageSerializer>();

    private T? Read<T>(string json) => Serializer.Deserialize<T>(BinaryData.FromString(json));

    private async Task<T> StoreAsync<T>(T value)
    {
        var storage = Cluster.Silo.GetRequiredKeyedService<IGrainStorage>("store");
        var id = GrainId.Create("engine-test", NewKey());
        await storage.WriteStateAsync("x", id, new GrainState<T>(value));
        var kept = new GrainState<T>();
        await storage.ReadStateAsync("x", id, kept);
        return kept.State!;
    }

    private sealed class Maze
    {
        public Maze(int walls) => Walls = walls + 1;

        public Maze(string walls) => Walls = walls.Length;

        public int Walls { get; }
    }
}
