using System.Buffers;

namespace Dendrite.Diff;

/// <summary>The longest increasing subsequence, in n log n: the most items that can stay while the others move.</summary>
internal static class LongestIncreasing
{
    /// <summary>Marks one longest increasing run of the positions that are not negative, each of which occurs once.</summary>
    public static void Mark(ReadOnlySpan<int> positions, Span<ItemFate> fates)
    {
        if (MarkInOrder(positions, fates)) return;
        var tails = ArrayPool<int>.Shared.Rent(positions.Length);
        var previous = ArrayPool<int>.Shared.Rent(positions.Length);
        var length = 0;
        for (var i = 0; i < positions.Length; i++)
        {
            if (positions[i] < 0) continue;
            var at = length;
            if (length > 0 && positions[tails[length - 1]] > positions[i])
            {
                int low = 0, high = length - 1;
                while (low < high)
                {
                    var middle = (low + high) >>> 1;
                    if (positions[tails[middle]] < positions[i]) low = middle + 1;
                    else high = middle;
                }
                at = low;
            }
            previous[i] = at > 0 ? tails[at - 1] : -1;
            tails[at] = i;
            length = Math.Max(length, at + 1);
        }
        for (var i = length > 0 ? tails[length - 1] : -1; i >= 0; i = previous[i]) fates[positions[i]] = ItemFate.Stays;
        ArrayPool<int>.Shared.Return(tails);
        ArrayPool<int>.Shared.Return(previous);
    }

    /// <summary>The usual case, that nothing moved, needs no search.</summary>
    private static bool MarkInOrder(ReadOnlySpan<int> positions, Span<ItemFate> fates)
    {
        var last = -1;
        foreach (var position in positions)
        {
            if (position < 0) continue;
            if (position < last) return false;
            last = position;
        }
        foreach (var position in positions)
        {
            if (position >= 0) fates[position] = ItemFate.Stays;
        }
        return true;
    }
}
