using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>Who uses a resource, in the order in which resources leave where there are too many.</summary>
internal enum ResourceUse
{
    /// <summary>It was fetched; nobody has listened.</summary>
    Fetched,

    /// <summary>Its last listener has left.</summary>
    Lingering,

    /// <summary>Somebody listens.</summary>
    Listened,
}

/// <summary>Keeps the books of <see cref="ResourceLimits"/>: who is in, and who must leave. One caller at a time.</summary>
internal sealed class ResourceBudget<T>(ResourceLimits limits) where T : notnull
{
    private readonly Dictionary<T, Entry> _entries = [];
    private long _turn;

    /// <summary>How many are in.</summary>
    public int Count => _entries.Count;

    /// <summary>The bytes of their documents.</summary>
    public long Bytes { get; private set; }

    /// <summary>Those that are in, in no order.</summary>
    public IReadOnlyCollection<T> All => _entries.Keys;

    /// <summary>Lets one more in; false where what is listened to leaves no place.</summary>
    /// <param name="resource">The one more.</param>
    /// <param name="leaving">Who has to make place.</param>
    public bool TryAdmit(T resource, out IReadOnlyList<T> leaving)
    {
        leaving = [];
        if (_entries.ContainsKey(resource)) return true;
        leaving = Shed(limits.MaxResources - 1, limits.MaxDocumentBytes - 1);
        if (_entries.Count >= limits.MaxResources || Bytes >= limits.MaxDocumentBytes) return false;
        _entries.Add(resource, new Entry(0, ResourceUse.Fetched, ++_turn));
        return true;
    }

    /// <summary>One that is in has this document now, and this use. Who has to leave for that, itself never.</summary>
    public IReadOnlyList<T> Note(T resource, long bytes, ResourceUse use)
    {
        if (!_entries.TryGetValue(resource, out var before)) return [];
        Bytes += bytes - before.Bytes;
        _entries[resource] = new Entry(bytes, use, ++_turn);
        return Bytes > limits.MaxDocumentBytes ? Shed(limits.MaxResources, limits.MaxDocumentBytes, resource) : [];
    }

    /// <summary>One has left.</summary>
    public void Remove(T resource)
    {
        if (_entries.Remove(resource, out var entry)) Bytes -= entry.Bytes;
    }

    private List<T> Shed(int resources, long bytes, T? except = default)
    {
        List<T> leaving = [];
        if (_entries.Count <= resources && Bytes <= bytes) return leaving;
        var candidates = _entries.Where(entry => entry.Value.Use != ResourceUse.Listened && !Equals(entry.Key, except))
            .OrderBy(entry => entry.Value.Use).ThenBy(entry => entry.Value.Turn).Select(entry => entry.Key).ToArray();
        foreach (var candidate in candidates)
        {
            if (_entries.Count <= resources && Bytes <= bytes) break;
            Remove(candidate);
            leaving.Add(candidate);
        }
        return leaving;
    }

    private readonly record struct Entry(long Bytes, ResourceUse Use, long Turn);
}
