using System.Buffers;

namespace Dendrite.Diff;

/// <summary>
/// Pairs the items that went with those that came in the same place, so that what is most alike is changed rather than
/// replaced. In larger gaps they are paired as they come.
/// </summary>
internal static class GapPairing
{
    // The product of both counts up to which every pairing is weighed.
    private const int MaxWeighed = 1024;

    // How deep likeness is looked for.
    private const int MaxDepth = 3;

    /// <summary>Sets for each new item the place of its partner among the old ones, or -1; partners rise.</summary>
    public static void Pair(DocumentPair pair, ReadOnlySpan<int> oldNodes, ReadOnlySpan<int> newNodes, Span<int> places)
    {
        if (oldNodes.Length == 1 && newNodes.Length == 1 || (long)oldNodes.Length * newNodes.Length > MaxWeighed)
        {
            for (var j = 0; j < newNodes.Length; j++) places[j] = j < oldNodes.Length ? j : -1;
            return;
        }
        var width = newNodes.Length + 1;
        var size = (oldNodes.Length + 1) * width;
        var rented = ArrayPool<int>.Shared.Rent(2 * size);
        var best = rented.AsSpan(0, size);
        var gains = rented.AsSpan(size, size);
        best[..width].Clear();
        for (var i = 1; i <= oldNodes.Length; i++)
        {
            best[i * width] = 0;
            for (var j = 1; j <= newNodes.Length; j++)
            {
                // To change an item takes fewer bytes than to remove it and add another, so any pair gains something.
                gains[i * width + j] = 1 + Likeness(pair, oldNodes[i - 1], newNodes[j - 1], MaxDepth);
                best[i * width + j] = Math.Max(
                    Math.Max(best[(i - 1) * width + j], best[i * width + j - 1]),
                    best[(i - 1) * width + j - 1] + gains[i * width + j]);
            }
        }
        TraceBack(best, gains, width, oldNodes.Length, newNodes.Length, places);
        ArrayPool<int>.Shared.Return(rented);
    }

    private static void TraceBack(ReadOnlySpan<int> best, ReadOnlySpan<int> gains, int width, int i, int j, Span<int> places)
    {
        places[..j].Fill(-1);
        while (i > 0 && j > 0)
        {
            if (best[i * width + j] == best[(i - 1) * width + j - 1] + gains[i * width + j]) places[--j] = --i;
            else if (best[i * width + j] == best[(i - 1) * width + j]) i--;
            else j--;
        }
    }

    /// <summary>About how many bytes two values share, member by member and item by item.</summary>
    private static int Likeness(DocumentPair pair, int a, int b, int depth)
    {
        var (old, next) = (pair.Old, pair.New);
        var text = old.Text(a);
        if (text.SequenceEqual(next.Text(b))) return text.Length;
        var kind = text[0];
        if (depth == 0 || kind != next.Kind(b) || kind is not ((byte)'{' or (byte)'[')) return 0;
        var likeness = 0;
        var (endA, endB) = (old.Next(a), next.Next(b));
        for (a++, b++; a < endA && b < endB; a = old.Next(a), b = next.Next(b))
        {
            if (kind == '{' && !old.Name(a).SequenceEqual(next.Name(b))) break;
            likeness += Likeness(pair, a, b, depth - 1);
        }
        return likeness;
    }
}
