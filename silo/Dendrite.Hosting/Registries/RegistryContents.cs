using Dendrite.Contracts.Registries;
using Dendrite.Resilience.Registries;

namespace Dendrite.Hosting.Registries;

/// <summary>Keeps a library registry like a registry of the cluster: decides what a change or a reading does to it. One caller at a time.</summary>
internal sealed class RegistryContents(string name, Registry registry, RegistryFiller? filler)
{
    private readonly HashSet<string> _tags = [];

    /// <summary>The version that the contents have; -1 before the first reading.</summary>
    public long Version { get; private set; } = -1;

    /// <summary>Takes a reading.</summary>
    /// <returns>What could not be registered; those tags stay as they were.</returns>
    public IReadOnlyList<string> Take(RegistryView view)
    {
        List<string> faults = [];
        if (view.Version < Version) return faults;
        foreach (var gone in _tags.Except(view.Entries.Select(e => e.Tag)).ToArray()) Remove(gone);
        foreach (var entry in view.Entries)
            if (entry.Version > Version || !_tags.Contains(entry.Tag)) Set(entry, faults);
        Version = view.Version;
        return faults;
    }

    /// <summary>Takes a change that follows; false where it does not, so that the registry has to be read again.</summary>
    public bool TryTake(RegistryChanged change, List<string> faults)
    {
        if (change.Version <= Version) return true;
        if (Version < 0 || change.Version != Version + 1) return false;
        if (change.Entry is { } entry) Set(entry, faults);
        else Remove(change.Tag);
        Version = change.Version;
        return true;
    }

    private void Remove(string tag)
    {
        _tags.Remove(tag);
        registry.Remove(tag);
    }

    private void Set(RegistryEntry entry, List<string> faults)
    {
        try
        {
            var settings = RegistrySettings.Flatten(entry);
            if (filler is null) registry.Set(entry.Tag, settings.ToDictionary(s => s.Key[entry.Tag.Length..].TrimStart(':'), s => s.Value, StringComparer.OrdinalIgnoreCase));
            else filler.Fill(registry, settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)));
            _tags.Add(entry.Tag);
        }
        catch (Exception e)
        {
            faults.Add($"{name}/{entry.Tag}: {e.Message}");
        }
    }
}
