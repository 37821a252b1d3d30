using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Resilience.Caching;

/// <summary>
/// Entries in memory, a bounded number. When it is full it drops what may be dropped by its time, then what was used the
/// longest ago; each drop is counted. Any thread may use it.
/// </summary>
/// <param name="capacity">The most entries. Default 10,000; at least 1.</param>
/// <param name="time">The clock that entries grow old by; the system's where null.</param>
public sealed class MemoryCacheStore(int capacity = 10_000, TimeProvider? time = null) : ICacheStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<CacheKey, LinkedListNode<(CacheKey Key, CacheEntry Entry)>> _entries = [];
    private readonly LinkedList<(CacheKey Key, CacheEntry Entry)> _byUse = [];
    private readonly int _capacity = capacity >= 1 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "At least 1.");
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private long _evicted;

    /// <summary>How many entries it holds.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _entries.Count;
        }
    }

    /// <summary>How many entries were dropped for want of room, or found too old.</summary>
    public long Evicted => Interlocked.Read(ref _evicted);

    /// <inheritdoc/>
    public bool TryGet(CacheKey key, [NotNullWhen(true)] out CacheEntry? entry)
    {
        lock (_lock)
        {
            entry = null;
            if (!_entries.TryGetValue(key, out var node)) return false;
            if (node.Value.Entry.KeepUntil <= _time.GetUtcNow())
            {
                Drop(node);
                return false;
            }
            _byUse.Remove(node);
            _byUse.AddLast(node);
            entry = node.Value.Entry;
            return true;
        }
    }

    /// <inheritdoc/>
    public void Set(CacheKey key, CacheEntry entry)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(entry);
        lock (_lock)
        {
            if (_entries.Remove(key, out var old)) _byUse.Remove(old);
            if (_entries.Count >= _capacity) MakeRoom();
            _entries[key] = _byUse.AddLast((key, entry));
        }
    }

    /// <inheritdoc/>
    public bool Remove(CacheKey key)
    {
        lock (_lock)
        {
            if (!_entries.Remove(key, out var node)) return false;
            _byUse.Remove(node);
            return true;
        }
    }

    private void MakeRoom()
    {
        var now = _time.GetUtcNow();
        // A few of the longest unused are looked at, so that a full store of living entries costs the same each time.
        var looked = 0;
        for (var node = _byUse.First; node is not null && looked < 16; looked++)
        {
            var next = node.Next;
            if (node.Value.Entry.KeepUntil <= now) Drop(node);
            node = next;
        }
        if (_entries.Count >= _capacity) Drop(_byUse.First!);
    }

    private void Drop(LinkedListNode<(CacheKey Key, CacheEntry Entry)> node)
    {
        _entries.Remove(node.Value.Key);
        _byUse.Remove(node);
        Interlocked.Increment(ref _evicted);
    }
}
