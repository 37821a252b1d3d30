using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using Orleans.Serialization;

namespace Dendrite.Engine;

/// <summary>The collections and values of .NET that cross a call, and those that don't.</summary>
public sealed class CollectionTests(EngineCluster cluster) : EngineTest(cluster)
{
    public static TheoryData<string, object> Values => new()
    {
        { "half", (Half)1.5 },
        { "big", Int128.MaxValue },
        { "bigger", UInt128.MaxValue },
        { "biggest", BigInteger.Pow(3, 99) },
        { "day", new DateOnly(2030, 1, 2) },
        { "time", new TimeOnly(3, 4) },
        { "version", new Version(1, 2, 3) },
        { "address", IPAddress.Parse("10.0.0.1") },
        { "endpoint", new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80) },
        { "culture", CultureInfo.InvariantCulture },
        { "type", typeof(List<int>) },
        { "comparer", StringComparer.OrdinalIgnoreCase },
        { "bits", new BitArray(32, true) },
        { "grid", new[,] { { 1, 2 }, { 3, 4 } } },
        { "sorted set", new SortedSet<int> { 2, 1 } },
        { "sorted list", new SortedList<string, int> { ["b"] = 2, ["a"] = 1 } },
        { "sorted dictionary", new SortedDictionary<string, int> { ["b"] = 2, ["a"] = 1 } },
        { "concurrent dictionary", new ConcurrentDictionary<string, int> { ["a"] = 1 } },
        { "concurrent queue", new ConcurrentQueue<int>([1, 2]) },
        { "stack", new Stack<int>([1, 2]) },
        { "collection", new Collection<int> { 1, 2 } },
        { "read-only collection", new ReadOnlyCollection<int>([1, 2]) },
        { "read-only dictionary", new ReadOnlyDictionary<string, int>(new Dictionary<string, int> { ["a"] = 1 }) },
        { "array list", new ArrayList { 1, "a" } },
        { "immutable array", ImmutableArray.Create(1, 2) },
        { "immutable list", ImmutableList.Create(1, 2) },
        { "immutable set", ImmutableHashSet.Create(1, 2) },
        { "immutable dictionary", ImmutableDictionary<string, int>.Empty.Add("a", 1) },
        { "immutable queue", ImmutableQueue.Create(1, 2) },
        { "immutable stack", ImmutableStack.Create(1, 2) },
        { "frozen set", new[] { 1, 2 }.ToFrozenSet() },
        { "frozen dictionary", new Dictionary<string, int> { ["a"] = 1 }.ToFrozenDictionary() },
        { "eight", (1, 2, 3, 4, 5, 6, 7, "eight", 9) },
        { "eight in a class", new Tuple<int, int, int, int, int, int, int, Tuple<string>>(1, 2, 3, 4, 5, 6, 7, new("eight")) },
    };

    public static TheoryData<string, Func<Mutable, object>, Func<object, Mutable>> Holders => new()
    {
        { "list", m => new List<Mutable> { m }, o => ((List<Mutable>)o)[0] },
        { "grid", m => new[,] { { m } }, o => ((Mutable[,])o)[0, 0] },
        { "queue", m => new Queue<Mutable>([m]), o => ((Queue<Mutable>)o).Peek() },
        { "stack", m => new Stack<Mutable>([m]), o => ((Stack<Mutable>)o).Peek() },
        { "sorted list", m => new SortedList<int, Mutable> { [1] = m }, o => ((SortedList<int, Mutable>)o)[1] },
        { "sorted dictionary", m => new SortedDictionary<int, Mutable> { [1] = m }, o => ((SortedDictionary<int, Mutable>)o)[1] },
        { "concurrent dictionary", m => new ConcurrentDictionary<int, Mutable> { [1] = m }, o => ((ConcurrentDictionary<int, Mutable>)o)[1] },
        { "concurrent queue", m => new ConcurrentQueue<Mutable>([m]), o => ((ConcurrentQueue<Mutable>)o).First() },
        { "collection", m => new Collection<Mutable> { m }, o => ((Collection<Mutable>)o)[0] },
        { "read-only collection", m => new ReadOnlyCollection<Mutable>([m]), o => ((ReadOnlyCollection<Mutable>)o)[0] },
        { "read-only dictionary", m => new ReadOnlyDictionary<int, Mutable>(new Dictionary<int, Mutable> { [1] = m }), o => ((ReadOnlyDictionary<int, Mutable>)o)[1] },
        { "immutable array", m => ImmutableArray.Create(m), o => ((ImmutableArray<Mutable>)o)[0] },
        { "immutable list", m => ImmutableList.Create(m), o => ((ImmutableList<Mutable>)o)[0] },
        { "immutable dictionary", m => ImmutableDictionary<int, Mutable>.Empty.Add(1, m), o => ((ImmutableDictionary<int, Mutable>)o)[1] },
        { "immutable queue", m => ImmutableQueue.Create(m), o => ((ImmutableQueue<Mutable>)o).Peek() },
        { "immutable stack", m => ImmutableStack.Create(m), o => ((ImmutableStack<Mutable>)o).Peek() },
        { "frozen dictionary", m => new Dictionary<int, Mutable> { [1] = m }.ToFrozenDictionary(), o => ((FrozenDictionary<int, Mutable>)o)[1] },
        { "pair", m => new KeyValuePair<string, object>("a", m), o => (Mutable)((KeyValuePair<string, object>)o).Value },
        { "tuple of object", m => Tuple.Create<object>(m), o => (Mutable)((Tuple<object>)o).Item1 },
        { "struct tuple", m => (1, m), o => (((int, Mutable))o).Item2 },
        { "long tuple", m => (1, 2, 3, 4, 5, 6, 7, m), o => (((int, int, int, int, int, int, int, Mutable))o).Item8 },
        { "object array", m => new object[] { m }, o => (Mutable)((object[])o)[0] },
    };

    [Theory]
    [MemberData(nameof(Values))]
    [Source("test/Orleans.Serialization.UnitTests/BuiltInCodecTests.cs")]
    public async Task Value_ThroughAGrain_ComesBackEqual(string kind, object value)
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        await grain.KeepAsync(value);
        var back = await grain.KeptAsync();
        Assert.True(value.GetType().IsInstanceOfType(back) || kind.StartsWith("frozen", StringComparison.Ordinal) || value is Type, $"{kind} came back as {back.GetType()}.");
        Assert.Equal(value, back);
    }

    [Theory]
    [MemberData(nameof(Holders))]
    [Source("test/Orleans.Serialization.UnitTests/BuiltInCodecTests.cs")]
    public async Task MutableItem_ChangedByTheCallerLater_GrainsIsNot(string kind, Func<Mutable, object> hold, Func<object, Mutable> find)
    {
        var grain = InSilo.GetGrain<ICopyGrain>(NewKey());
        var mine = new Mutable { Number = 1 };
        await grain.KeepAsync(hold(mine));
        mine.Number = 2;
        Assert.True(find(await grain.KeptAsync()).Number == 1, $"The item of the {kind} is shared.");
    }

    [Fact]
    [Source("src/Orleans.Serialization/Codecs/ByteArrayCodec.cs")]
    public async Task Memory_ChangedByTheCallerLater_GrainsIsNot()
    {
        var grain = InSilo.GetGrain<ICopyGrain>(NewKey());
        byte[] mine = [1, 2, 3];
        await grain.KeepAsync(new object[] { mine.AsMemory(1), new ReadOnlyMemory<byte>(mine, 1, 1), new ArraySegment<byte>(mine, 1, 1) });
        mine[1] = 9;
        var back = (object[])await grain.KeptAsync();
        Assert.Equal([2, 3], ((Memory<byte>)back[0]).ToArray());
        Assert.Equal([2], ((ReadOnlyMemory<byte>)back[1]).ToArray());
        Assert.Equal([2], ((ArraySegment<byte>)back[2]).ToArray());
    }

    [Fact]
    [Source("src/Orleans.Serialization/Codecs/NameValueCollectionCodec.cs")]
    public async Task NameValueCollection_ThroughAGrain_ComesBackEqual()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        await grain.KeepAsync(new NameValueCollection { ["a"] = "1", ["b"] = "2" });
        var back = (NameValueCollection)await grain.KeptAsync();
        Assert.Equal(new[] { "a", "b" }, (IEnumerable<string?>)back.AllKeys);
        Assert.Equal("2", back["b"]);
    }

    [Fact]
    [Source("src/Orleans.Serialization/Codecs/DictionaryCodec.cs")]
    public async Task Dictionary_WithAComparer_KeepsIt()
    {
        var grain = Client.GetGrain<ICopyGrain>(NewKey());
        await grain.KeepAsync(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["A"] = 1 });
        Assert.Equal(1, ((Dictionary<string, int>)await grain.KeptAsync())["a"]);
    }

    [Fact]
    [Source("src/Orleans.Serialization/Codecs/InterfaceCollectionCodecs.cs")]
    public async Task Query_AsACollectionInterface_ArrivesAsItsItems()
    {
        var grain = Client.GetGrain<IQueryGrain>(NewKey());
        var mine = new Mutable { Number = 1 };
        var theirs = await grain.KeepAsync(new[] { mine, mine }.Where(m => m.Number == 1));
        Assert.Equal(2, theirs.Count);
        Assert.Same(theirs[0], theirs[1]);
        Assert.Equal(6, await grain.SumAsync([1, 2, 3]));
    }

    public static TheoryData<string, object> Strangers => new()
    {
        { "builder", new StringBuilder("a") },
        { "linked list", new LinkedList<int>([1]) },
        { "function", () => 1 },
        { "unmarked", new Unmarked() },
        { "anonymous", new { A = 1 } },
        { "stream", new MemoryStream() },
        { "query", new[] { 1 }.Where(i => i == 1) },
    };

    [Theory]
    [MemberData(nameof(Strangers))]
    [Source("src/Orleans.Serialization/Serializers/CodecProvider.cs")]
    public async Task Value_OfATypeWithoutCopier_IsRefused(string kind, object value)
    {
        var e = await Assert.ThrowsAsync<CodecNotFoundException>(() => InSilo.GetGrain<ICopyGrain>(NewKey()).KeepAsync(value));
        Assert.True(e.Message.Contains("copier", StringComparison.Ordinal), kind);
    }
}

/// <summary>Nobody said that it may cross a call.</summary>
public sealed class Unmarked
{
    public int Number { get; set; }
}

public interface IQueryGrain : IGrainWithStringKey
{
    Task<List<Mutable>> KeepAsync(IEnumerable<Mutable> items);

    Task<int> SumAsync(IReadOnlyList<int> numbers);
}

public sealed class QueryGrain : Grain, IQueryGrain
{
    public Task<List<Mutable>> KeepAsync(IEnumerable<Mutable> items) => Task.FromResult(items.ToList());

    public Task<int> SumAsync(IReadOnlyList<int> numbers) => Task.FromResult(numbers.Sum());
}
