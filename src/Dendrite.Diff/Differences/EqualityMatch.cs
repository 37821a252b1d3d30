using System.Buffers;

namespace Dendrite.Diff;

/// <summary>Matches items that are equal, each old one once.</summary>
internal static class EqualityMatch
{
    public static void Run(DocumentPair pair, ReadOnlySpan<int> oldNodes, ReadOnlySpan<int> newNodes, Span<int> partners, IgnoreTree? ignore)
    {
        var oldHashes = ArrayPool<ulong>.Shared.Rent(oldNodes.Length);
        var newHashes = ArrayPool<ulong>.Shared.Rent(newNodes.Length);
        var before = Hash(pair.Old, oldNodes, oldHashes, pair.Plan.Numbers, ignore);
        var after = Hash(pair.New, newNodes, newHashes, pair.Plan.Numbers, ignore);
        using var table = new HashChains(oldNodes.Length);
        var repeats = false;
        // From the last to the first, so that a chain gives the first of several equal items first.
        for (var i = before.Length - 1; i >= 0; i--) repeats |= table.Add(i, before[i]);
        partners.Fill(-1);
        // Where items repeat, which of the equal ones stays is chosen so that as many as possible keep their order.
        if (repeats && CommonSubsequence.TryMark(before, after, partners)) TakeMarked(table, before, partners);
        for (var j = 0; j < after.Length; j++)
        {
            if (partners[j] >= 0) continue;
            partners[j] = table.First(after[j]);
            if (partners[j] >= 0) table.RemoveFirst(after[j]);
        }
        // A hash only proposes: what it matched must be equal.
        for (var j = 0; j < after.Length; j++)
        {
            if (partners[j] >= 0 && !pair.AreEqual(oldNodes[partners[j]], newNodes[j], ignore)) partners[j] = -1;
        }
        ArrayPool<ulong>.Shared.Return(oldHashes);
        ArrayPool<ulong>.Shared.Return(newHashes);
    }

    private static ReadOnlySpan<ulong> Hash(JsonIndex document, ReadOnlySpan<int> nodes, ulong[] hashes, NumberComparison numbers, IgnoreTree? ignore)
    {
        for (var i = 0; i < nodes.Length; i++) hashes[i] = StructuralHash.Of(document, nodes[i], numbers, ignore);
        return hashes.AsSpan(0, nodes.Length);
    }

    /// <summary>Leaves in the chains only the items that have no partner yet.</summary>
    private static void TakeMarked(HashChains table, ReadOnlySpan<ulong> before, ReadOnlySpan<int> partners)
    {
        var taken = ArrayPool<bool>.Shared.Rent(before.Length);
        taken.AsSpan(0, before.Length).Clear();
        foreach (var partner in partners)
        {
            if (partner >= 0) taken[partner] = true;
        }
        table.Clear();
        for (var i = before.Length - 1; i >= 0; i--)
        {
            if (!taken[i]) table.Add(i, before[i]);
        }
        ArrayPool<bool>.Shared.Return(taken);
    }
}
