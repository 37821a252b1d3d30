using System.Buffers;

namespace Dendrite.Diff;

/// <summary>Matches objects by one key, if it identifies them.</summary>
internal static class KeyMatch
{
    /// <summary>Fills the partners where every item has the key and no two items of an array share a value.</summary>
    /// <returns>How many new items have an old one; 0 where the key does not identify.</returns>
    public static int Run(DocumentPair pair, byte[][] key, ReadOnlySpan<int> oldNodes, ReadOnlySpan<int> newNodes, Span<int> partners)
    {
        // A key that the first items lack is the usual case, and settled without any table.
        if (Identity.Find(pair.Old, oldNodes[0], key) < 0 || Identity.Find(pair.New, newNodes[0], key) < 0) return 0;
        var oldValues = ArrayPool<int>.Shared.Rent(oldNodes.Length);
        var newValues = ArrayPool<int>.Shared.Rent(newNodes.Length);
        var matched = 0;
        if (Identity.TryFind(pair.Old, oldNodes, key, oldValues) && Identity.TryFind(pair.New, newNodes, key, newValues))
            matched = Run(pair, oldValues.AsSpan(0, oldNodes.Length), newValues.AsSpan(0, newNodes.Length), partners);
        ArrayPool<int>.Shared.Return(oldValues);
        ArrayPool<int>.Shared.Return(newValues);
        return matched;
    }

    private static int Run(DocumentPair pair, ReadOnlySpan<int> oldValues, ReadOnlySpan<int> newValues, Span<int> partners)
    {
        using var table = new HashChains(oldValues.Length);
        for (var i = 0; i < oldValues.Length; i++)
        {
            var hash = Identity.Hash(pair.Old, oldValues[i]);
            if (Find(pair.Old, oldValues, table, hash, pair.Old, oldValues[i]) >= 0) return 0;
            table.Add(i, hash);
        }
        var matched = 0;
        for (var j = 0; j < newValues.Length; j++)
        {
            partners[j] = Find(pair.Old, oldValues, table, Identity.Hash(pair.New, newValues[j]), pair.New, newValues[j]);
            if (partners[j] >= 0) matched++;
        }
        return AreDistinct(partners, oldValues.Length) ? matched : 0;
    }

    private static int Find(JsonIndex old, ReadOnlySpan<int> oldValues, HashChains table, ulong hash, JsonIndex document, int value)
    {
        for (var same = table.First(hash); same >= 0; same = table.Following(same))
        {
            if (Identity.AreEqual(old, oldValues[same], document, value)) return same;
        }
        return -1;
    }

    private static bool AreDistinct(ReadOnlySpan<int> partners, int count)
    {
        var seen = ArrayPool<bool>.Shared.Rent(count);
        seen.AsSpan(0, count).Clear();
        var distinct = true;
        foreach (var partner in partners)
        {
            if (partner < 0) continue;
            distinct &= !seen[partner];
            seen[partner] = true;
        }
        ArrayPool<bool>.Shared.Return(seen);
        return distinct;
    }
}
