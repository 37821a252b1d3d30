using System.Collections;

namespace Dendrite.Resilience.Registries;

/// <summary>Rows 2.30 to 2.33.</summary>
public sealed class RegistryTests
{
    private readonly Registry _registry = new();

    [Fact]
    public void Handle_TakenBeforeRegistration_ThrowsUntilThen()
    {
        var handle = _registry.Get<string>("k");
        Assert.False(handle.IsRegistered);
        var error = Assert.Throws<NotRegisteredException>(() => handle.Value);
        Assert.Equal("The key \"k\" has not yet been registered.", error.Message);
        _registry.Set("k", "v");
        Assert.Equal("v", handle.Value);
        Assert.True(handle.TryGet(out var value) && value == "v");
    }

    [Fact]
    public void Handles_HoweverObtained_FollowEverySwap()
    {
        var before = _registry.Get<IList<int>>("k");
        var proxyBefore = _registry.Proxy<IList<int>>("k");
        var dynamicBefore = _registry.Dynamic("k");
        _registry.Set("k", new List<int> { 1 });
        var after = _registry.Get<IList<int>>("k");
        var proxyAfter = _registry.Proxy<IList<int>>("k");
        var dynamicAfter = _registry.Dynamic("k");
        foreach (var list in new[] { new List<int> { 1 }, new List<int> { 1, 2 }, [7, 8, 9] })
        {
            _registry.Set("k", list);
            Assert.Equal(list.Count, before.Value.Count);
            Assert.Equal(list.Count, after.Value.Count);
            Assert.Equal(list.Count, proxyBefore.Count);
            Assert.Equal(list.Count, proxyAfter.Count);
            Assert.Equal(list.Count, (int)dynamicBefore.Count);
            Assert.Equal(list.Count, (int)dynamicAfter.Count);
        }
        Assert.True(_registry.Remove("k"));
        Assert.False(_registry.Remove("k"));
        Assert.Throws<NotRegisteredException>(() => proxyAfter.Count);
        Assert.Throws<NotRegisteredException>(() => after.Value);
    }

    [Fact]
    public void Proxy_DoesWhatTheObjectDoes()
    {
        var proxy = _registry.Proxy<IComparable<string>>("k");
        _registry.Set("k", "b");
        Assert.Equal(1, Math.Sign(proxy.CompareTo("a")));
        Assert.Equal("b".GetHashCode(StringComparison.Ordinal), proxy.GetHashCode());
        Assert.True(proxy.Equals("b"));
        Assert.True(proxy.Equals(_registry.Proxy<IComparable<string>>("k")));
        Assert.Equal("b", proxy.ToString());
        _registry.Set("k", new Failing());
        Assert.Throws<FormatException>(() => proxy.CompareTo("a"));
        Assert.Throws<ArgumentException>(() => _registry.Proxy<string>("k"));
    }

    [Fact]
    public void Dynamic_DoesWhatTheObjectDoes()
    {
        var it = _registry.Dynamic("k");
        Assert.Throws<NotRegisteredException>(() => (object)it.Length);
        _registry.Set("k", "hello");
        Assert.Equal(5, (int)it.Length);
        Assert.Equal("HELLO", (string)it.ToUpperInvariant());
        Assert.Equal('e', (char)it[1]);
        Assert.Equal("hello!", (string)(it + "!"));
        Assert.True((bool)(it == "hello"));
        Assert.Equal("hello".GetHashCode(StringComparison.Ordinal), it.GetHashCode());
        var letters = new List<object>();
        foreach (var letter in (IEnumerable)it) letters.Add(letter);
        Assert.Equal(5, letters.Count);
        _registry.Set("k", 20);
        Assert.Equal(22, (int)(it + 2));
        Assert.True((bool)(it > 19));
        Assert.Equal(-20, (int)-it);
        _registry.Set("k", new Dictionary<string, int>());
        it["a"] = 5;
        Assert.Equal(5, (int)it["a"]);
        _registry.Set("k", (Func<int, int>)(n => n + 1));
        Assert.Equal(4, (int)it(3));
        _registry.Set("k", new System.Text.StringBuilder("x"));
        it.Length = 0;
        Assert.Equal("", (string)it.ToString());
    }

    [Fact]
    public void Registries_AreIndependent()
    {
        var other = new Registry();
        _registry.Set("k", 1);
        other.Set("k", 2);
        Assert.Equal((1, 2), (_registry.Get<int>("k").Value, other.Get<int>("k").Value));
        Assert.Equal(["k"], _registry.Keys);
        Assert.Throws<InvalidCastException>(() => _registry.Get<string>("k").Value);
    }

    [Fact]
    public void Registry_Full_RefusesNewKeys()
    {
        var registry = new Registry(1);
        registry.Set("a", 1);
        registry.Set("a", 2);
        Assert.Throws<InvalidOperationException>(() => registry.Get<int>("b"));
    }

    [Fact]
    public void Fill_FromConfiguration_RegistersWhatItDescribes()
    {
        var filler = new RegistryFiller().Add("list", s => new List<string> { s["first"] }).Add("number", s => int.Parse(s["value"], null));
        var changes = new List<RegistryChange>();
        _registry.Changed += changes.Add;
        filler.Fill(_registry, Settings(("hosts:Type", "list"), ("hosts:First", "a"), ("limit:type", "number"), ("limit:value", "5"), ("limit", null)));
        Assert.Equal(["a"], _registry.Get<List<string>>("hosts").Value);
        Assert.Equal(5, _registry.Get<int>("limit").Value);
        Assert.Equal(["hosts", "limit"], changes.Select(c => c.Key));
    }

    /// <summary>Every setting of an array was taken for a key of its own: "c:hosts:type is missing".</summary>
    [Fact]
    public void Fill_WithArraysAndSections_GivesThemToTheKeyThatHasTheType()
    {
        var filler = new RegistryFiller().Add("all", s => string.Join(' ', s.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}")));
        filler.Fill(_registry, Settings(("c:type", "all"), ("c:hosts:0", "a"), ("c:hosts:1", "b"), ("c:tls:type", "mutual"), ("d:e:type", "all"), ("d:e:f:0", "x")));
        Assert.Equal("hosts:0=a hosts:1=b tls:type=mutual type=all", _registry.Get<string>("c").Value);
        Assert.Equal("f:0=x type=all", _registry.Get<string>("d:e").Value);
        var error = Assert.Throws<ArgumentException>(() => filler.Fill(_registry, Settings(("g:hosts:0", "a"))));
        Assert.Contains("g:type is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fill_WithErrors_NamesThemAllAndChangesNothing()
    {
        var filler = new RegistryFiller().Add("number", s => int.Parse(s["value"], null));
        _registry.Set("limit", 1);
        var error = Assert.Throws<ArgumentException>(() => filler.Fill(_registry, Settings(
            ("limit:type", "number"), ("limit:value", "5"), ("a:type", "colour"), ("b:value", "1"), ("c:type", "number"), ("c:value", "x"), ("d", "1"))));
        Assert.All(["a:type is 'colour'", "b:type is missing", "c: ", "'d'"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Equal(1, _registry.Get<int>("limit").Value);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Settings(params (string Key, string? Value)[] settings) =>
        settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value));

    private sealed class Failing : IComparable<string>
    {
        public int CompareTo(string? other) => throw new FormatException();
    }

    [Fact]
    public void Set_OfWhatIsThereAlready_IsNoChange()
    {
        var changes = new List<RegistryChange>();
        _registry.Changed += changes.Add;
        var value = new List<int>();
        _registry.Set("k", value);
        _registry.Set("k", value);
        Assert.Single(changes);
        _registry.Set("k", new List<int>());
        Assert.Equal(2, changes.Count);
    }
}
