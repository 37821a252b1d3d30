using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Resilience.Caching;

/// <summary>Where a cache keeps its entries. An implementation is called from any thread, and may forget an entry at any time.</summary>
public interface ICacheStore
{
    /// <summary>Finds an entry, whether expired or not.</summary>
    bool TryGet(CacheKey key, [NotNullWhen(true)] out CacheEntry? entry);

    /// <summary>Keeps an entry in place of any other of its key.</summary>
    void Set(CacheKey key, CacheEntry entry);

    /// <summary>Forgets an entry.</summary>
    /// <returns>Whether there was one.</returns>
    bool Remove(CacheKey key);
}
