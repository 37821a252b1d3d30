using System.Buffers;

namespace Dendrite.Diff;

/// <summary>
/// The longest common subsequence of two sequences that differ little: E. W. Myers, "An O(ND) Difference Algorithm and Its
/// Variations" (Algorithmica 1, 1986). Work and memory are bounded by <see cref="MaxEdits"/>, not by the product of the lengths.
/// </summary>
internal static class CommonSubsequence
{
    /// <summary>Sequences further apart than this many insertions and removals are given up on.</summary>
    private const int MaxEdits = 200;

    /// <summary>Sets for each element of the second sequence that is in the subsequence its position in the first.</summary>
    /// <returns>False where the sequences differ too much; nothing is set then.</returns>
    public static bool TryMark(ReadOnlySpan<ulong> first, ReadOnlySpan<ulong> second, Span<int> partners)
    {
        if (Math.Abs(first.Length - second.Length) > MaxEdits) return false;
        // Row d holds, for each diagonal from -d to d, how far d edits reach; rows lie one behind the other.
        var reached = ArrayPool<int>.Shared.Rent((MaxEdits + 1) * (MaxEdits + 1));
        var edits = FindEdits(first, second, reached);
        if (edits >= 0) TraceBack(first.Length, second.Length, edits, reached, partners);
        ArrayPool<int>.Shared.Return(reached);
        return edits >= 0;
    }

    private static int FindEdits(ReadOnlySpan<ulong> first, ReadOnlySpan<ulong> second, int[] reached)
    {
        for (var d = 0; d <= MaxEdits; d++)
        {
            for (var k = -d; k <= d; k += 2)
            {
                var x = d == 0 ? 0 : Before(reached, d, k, out _);
                var y = x - k;
                while (x < first.Length && y < second.Length && first[x] == second[y])
                {
                    x++;
                    y++;
                }
                reached[Row(d) + k] = x;
                if (x >= first.Length && y >= second.Length) return d;
            }
        }
        return -1;
    }

    /// <summary>Where a path stands after its d-th edit, before it goes on along equal elements.</summary>
    private static int Before(int[] reached, int d, int k, out int from)
    {
        var row = Row(d - 1);
        var isInsertion = k == -d || (k != d && reached[row + k - 1] < reached[row + k + 1]);
        from = isInsertion ? k + 1 : k - 1;
        return isInsertion ? reached[row + from] : reached[row + from] + 1;
    }

    private static void TraceBack(int x, int y, int edits, int[] reached, Span<int> partners)
    {
        var k = x - y;
        for (var d = edits; d >= 0; d--)
        {
            var from = k;
            var start = d == 0 ? 0 : Before(reached, d, k, out from);
            for (x = reached[Row(d) + k]; x > start; x--) partners[x - 1 - k] = x - 1;
            k = from;
        }
    }

    // Rows of 1, 3, 5, … places; the result is the middle of the row.
    private static int Row(int d) => d * d + d;
}
