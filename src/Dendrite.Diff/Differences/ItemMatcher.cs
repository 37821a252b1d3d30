using System.Buffers;

namespace Dendrite.Diff;

/// <summary>Finds for each new item the old item that it is, in time linear in the items.</summary>
internal static class ItemMatcher
{
    // How many members of the first item are tried as identity where none of the given keys fits.
    private const int Candidates = 16;

    /// <param name="pair">The documents.</param>
    /// <param name="oldNodes">The old items; one at least.</param>
    /// <param name="newNodes">The new items.</param>
    /// <param name="partners">Takes for each new item the position of its old one, or -1.</param>
    /// <param name="ignore">What does not count inside an item, wherever it stands.</param>
    public static void Match(DocumentPair pair, ReadOnlySpan<int> oldNodes, ReadOnlySpan<int> newNodes, Span<int> partners, IgnoreTree? ignore)
    {
        var (old, next) = (pair.Old, pair.New);
        var oldKeys = ArrayPool<int>.Shared.Rent(oldNodes.Length);
        var newKeys = ArrayPool<int>.Shared.Rent(newNodes.Length);
        var found = false;
        if (AreObjects(old, oldNodes) && AreObjects(next, newNodes))
        {
            foreach (var key in pair.Plan.Keys)
            {
                found = TryKey(key, old, oldNodes, oldKeys, next, newNodes, newKeys, partners);
                if (found) break;
            }
            var first = oldNodes[0];
            var tried = 0;
            for (var member = first + 1; !found && member < old.Next(first) && tried < Candidates; member = old.Next(member), tried++)
            {
                var name = old.Name(member);
                if (!name.Contains((byte)'\\')) found = TryKey(name, old, oldNodes, oldKeys, next, newNodes, newKeys, partners) && HasPartner(partners);
            }
        }
        if (!found) MatchEqual(pair, oldNodes, newNodes, partners, ignore);
        ArrayPool<int>.Shared.Return(oldKeys);
        ArrayPool<int>.Shared.Return(newKeys);
    }

    private static bool HasPartner(ReadOnlySpan<int> partners) => partners.ContainsAnyExcept(-1);

    private static bool AreObjects(JsonIndex document, ReadOnlySpan<int> nodes)
    {
        foreach (var node in nodes)
        {
            if (document.Kind(node) != '{') return false;
        }
        return true;
    }

    private static bool TryKey(ReadOnlySpan<byte> key, JsonIndex old, ReadOnlySpan<int> oldNodes, Span<int> oldKeys, JsonIndex next, ReadOnlySpan<int> newNodes, Span<int> newKeys, Span<int> partners)
    {
        if (!Identity.TryFind(old, oldNodes, key, oldKeys) || !Identity.TryFind(next, newNodes, key, newKeys)) return false;
        using var table = new HashChains(oldNodes.Length);
        for (var i = 0; i < oldNodes.Length; i++)
        {
            var hash = Identity.Hash(old, oldKeys[i]);
            for (var same = table.First(hash); same >= 0; same = table.Following(same))
            {
                if (Identity.AreEqual(old, oldKeys[same], old, oldKeys[i])) return false;
            }
            table.Add(i, hash);
        }
        partners.Fill(-1);
        for (var j = 0; j < newNodes.Length; j++)
        {
            var hash = Identity.Hash(next, newKeys[j]);
            for (var same = table.First(hash); same >= 0; same = table.Following(same))
            {
                if (!Identity.AreEqual(old, oldKeys[same], next, newKeys[j])) continue;
                partners[j] = same;
                break;
            }
        }
        if (AreDistinct(partners, oldNodes.Length)) return true;
        partners.Fill(-1);
        return false;
    }

    private static bool AreDistinct(ReadOnlySpan<int> partners, int count)
    {
        var seen = ArrayPool<bool>.Shared.Rent(count);
        Array.Clear(seen, 0, count);
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

    private static void MatchEqual(DocumentPair pair, ReadOnlySpan<int> oldNodes, ReadOnlySpan<int> newNodes, Span<int> partners, IgnoreTree? ignore)
    {
        var numbers = pair.Plan.Numbers;
        partners.Fill(-1);
        using var table = new HashChains(oldNodes.Length);
        // From the last to the first, so that a chain gives the first of several equal items first.
        for (var i = oldNodes.Length - 1; i >= 0; i--) table.Add(i, StructuralHash.Of(pair.Old, oldNodes[i], numbers, ignore));
        for (var j = 0; j < newNodes.Length; j++)
        {
            var hash = StructuralHash.Of(pair.New, newNodes[j], numbers, ignore);
            var same = table.First(hash);
            if (same < 0 || !pair.AreEqual(oldNodes[same], newNodes[j], ignore)) continue;
            partners[j] = same;
            table.RemoveFirst(hash);
        }
    }
}
