using Dendrite.Contracts.Registries;
using Dendrite.Hosting.Registries;
using Dendrite.Resilience.Registries;

namespace Dendrite.Registries;

public sealed class RegistryContentsTests
{
    private readonly Registry _registry = new();
    private readonly RegistryContents _plain;
    private readonly RegistryContents _typed;

    public RegistryContentsTests()
    {
        _plain = new RegistryContents("r", _registry, null);
        _typed = new RegistryContents("r", _registry, new RegistryFiller()
            .Add("hosts", s => s.Where(p => p.Key.StartsWith("hosts:", StringComparison.OrdinalIgnoreCase)).OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => p.Value).ToArray())
            .Add("number", s => int.Parse(s["value"], null)));
    }

    [Fact]
    public void Flatten_NamesSettingsAsConfigurationDoes()
    {
        var settings = RegistrySettings.Flatten(new RegistryEntry("c", """{"type":"hosts","hosts":["a",{"port":1}],"on":true,"none":null}""", 1));
        Assert.Equal(["c:type = hosts", "c:hosts:0 = a", "c:hosts:1:port = 1", "c:on = True", "c:none = "], settings.Select(s => $"{s.Key} = {s.Value}"));
        Assert.Equal([new("c", "")], RegistrySettings.Flatten(new RegistryEntry("c", null, 1)));
        Assert.Equal([new("c", "5")], RegistrySettings.Flatten(new RegistryEntry("c", "5", 1)));
    }

    [Fact]
    public void Reading_FillsTheRegistryAndTakesOutWhatIsGone()
    {
        Assert.Empty(_plain.Take(View(2, new RegistryEntry("a", """{"hosts":["x","y"]}""", 1), new RegistryEntry("b", null, 2))));
        Assert.Equal("y", _registry.Get<IReadOnlyDictionary<string, string>>("a").Value["hosts:1"]);
        Assert.Equal(["a", "b"], _registry.Keys);
        _plain.Take(View(3, new RegistryEntry("b", null, 2)));
        Assert.Equal(["b"], _registry.Keys);
        Assert.Equal(3, _plain.Version);
        _plain.Take(View(1, new RegistryEntry("old", null, 1)));
        Assert.Equal(["b"], _registry.Keys);
    }

    [Fact]
    public void Change_ThatFollows_IsTaken_OneBeforeIsIgnored_AGapIsNot()
    {
        List<string> faults = [];
        Assert.False(_typed.TryTake(Change(1, "a", "{}"), faults));
        _typed.Take(View(0));
        Assert.True(_typed.TryTake(Change(1, "a", """{"type":"hosts","hosts":["x","y"]}"""), faults));
        Assert.Equal(["x", "y"], _registry.Get<string[]>("a").Value);
        Assert.True(_typed.TryTake(Change(1, "a", null), faults));
        Assert.False(_typed.TryTake(Change(3, "a", null), faults));
        Assert.Equal((1L, true), (_typed.Version, _registry.Get<string[]>("a").IsRegistered));
        Assert.True(_typed.TryTake(new RegistryChanged("r", 2, "a", null, DateTimeOffset.UnixEpoch), faults));
        Assert.False(_registry.Get<string[]>("a").IsRegistered);
        Assert.Empty(faults);
    }

    [Fact]
    public void Entry_ThatCannotBeMade_IsNamedAndLeavesTheOneBefore()
    {
        List<string> faults = [];
        _typed.Take(View(1, new RegistryEntry("n", """{"type":"number","value":5}""", 1)));
        Assert.True(_typed.TryTake(Change(2, "n", """{"type":"number","value":"x"}"""), faults));
        Assert.Contains("r/n: ", Assert.Single(faults), StringComparison.Ordinal);
        Assert.Equal((5, 2L), (_registry.Get<int>("n").Value, _typed.Version));
        Assert.True(_typed.TryTake(Change(3, "n", """{"type":"number","value":7}"""), faults));
        Assert.Equal(7, _registry.Get<int>("n").Value);
    }

    private static RegistryView View(long version, params RegistryEntry[] entries) => new("r", version, entries);

    private static RegistryChanged Change(long version, string tag, string? json) => new("r", version, tag, new RegistryEntry(tag, json, version), DateTimeOffset.UnixEpoch);
}
