using System.Buffers;

namespace Dendrite.Diff;

/// <summary>
/// Which item of the new array is which of the old one: equal items at both ends are set aside first, then items are
/// matched by identity or by equality, the longest run that keeps its order stays, and what is left in the same gap is
/// paired to be changed in place.
/// </summary>
internal sealed class ArrayAlignment : IDisposable
{
    private readonly int[] _oldNodes;
    private readonly int[] _newNodes;
    private readonly int[] _partners;
    private int[] _places = [];
    private int[] _ranks = [];
    private int[] _placed = [];
    private readonly ItemFate[] _fates;

    public ArrayAlignment(DocumentPair pair, int a, int b, IgnoreTree? ignore)
    {
        var old = pair.Old;
        var next = pair.New;
        var endA = old.Next(a);
        var endB = next.Next(b);
        a++;
        b++;
        while (a < endA && b < endB && pair.AreEqual(a, b, ignore?.Item(Head)))
        {
            a = old.Next(a);
            b = next.Next(b);
            Head++;
        }
        _oldNodes = Gather(old, a, endA, out var oldCount);
        _newNodes = Gather(next, b, endB, out var newCount);
        // One item on each side is known to differ: the search from the head has ended on it.
        while (oldCount > 0 && newCount > 0 && oldCount + newCount > 2 && pair.AreEqual(_oldNodes[oldCount - 1], _newNodes[newCount - 1], ignore?.Item(Head + newCount - 1)))
        {
            oldCount--;
            newCount--;
        }
        OldCount = oldCount;
        NewCount = newCount;
        _partners = ArrayPool<int>.Shared.Rent(newCount);
        _fates = ArrayPool<ItemFate>.Shared.Rent(oldCount);
        _partners.AsSpan(0, newCount).Fill(-1);
        _fates.AsSpan(0, oldCount).Clear();
        if (oldCount == 0 || newCount == 0) return;
        if (oldCount + newCount == 2)
        {
            _partners[0] = 0;
            _fates[0] = ItemFate.Stays;
            FindPlaces();
            return;
        }
        ItemMatcher.Match(pair, _oldNodes.AsSpan(0, oldCount), _newNodes.AsSpan(0, newCount), _partners.AsSpan(0, newCount), ignore?.Any);
        DecideFates();
        PairInGaps(pair);
        FindPlaces();
    }

    /// <summary>How many equal items stand before those that are aligned here.</summary>
    public int Head { get; }

    public int OldCount { get; }

    public int NewCount { get; }

    /// <summary>How many of the aligned items are not removed.</summary>
    public int KeptCount { get; private set; }

    public bool HasMoves { get; private set; }

    public ItemFate FateOf(int oldItem) => _fates[oldItem];

    /// <summary>The old item that a new one was; -1 where it is new.</summary>
    public int PartnerOf(int newItem) => _partners[newItem];

    /// <summary>The position in the new array of an old item that is not removed.</summary>
    public int PlaceOf(int oldItem) => _places[oldItem];

    public int OldNode(int oldItem) => _oldNodes[oldItem];

    public int NewNode(int newItem) => _newNodes[newItem];

    /// <summary>The place among what is kept of an old item that is not removed, in the new order.</summary>
    public int RankOf(int oldItem) => _ranks[oldItem];

    /// <summary>The rank of the first old item from this one on that stays.</summary>
    public int PlacedBefore(int oldItem) => _placed[oldItem];

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_oldNodes);
        ArrayPool<int>.Shared.Return(_newNodes);
        ArrayPool<int>.Shared.Return(_partners);
        ArrayPool<int>.Shared.Return(_places);
        ArrayPool<int>.Shared.Return(_ranks);
        ArrayPool<int>.Shared.Return(_placed);
        ArrayPool<ItemFate>.Shared.Return(_fates);
    }

    private static int[] Gather(JsonIndex document, int first, int end, out int count)
    {
        count = 0;
        for (var node = first; node < end; node = document.Next(node)) count++;
        var nodes = ArrayPool<int>.Shared.Rent(count);
        var i = 0;
        for (var node = first; node < end; node = document.Next(node)) nodes[i++] = node;
        return nodes;
    }

    private void DecideFates()
    {
        LongestIncreasing.Mark(_partners.AsSpan(0, NewCount), _fates);
        foreach (var partner in _partners.AsSpan(0, NewCount))
        {
            if (partner < 0 || _fates[partner] == ItemFate.Stays) continue;
            _fates[partner] = ItemFate.Moves;
            HasMoves = true;
        }
    }

    /// <summary>Between two items that stay, pairs what went with what came.</summary>
    private void PairInGaps(DocumentPair pair)
    {
        using var gap = new AlignmentGap();
        var (i, j) = (0, 0);
        while (i < OldCount || j < NewCount)
        {
            gap.Clear();
            for (; i < OldCount && _fates[i] != ItemFate.Stays; i++)
            {
                if (_fates[i] == ItemFate.Removed) gap.AddOld(i, _oldNodes[i]);
            }
            for (; j < NewCount && (_partners[j] < 0 || _fates[_partners[j]] != ItemFate.Stays); j++)
            {
                if (_partners[j] < 0) gap.AddNew(j, _newNodes[j]);
            }
            gap.Pair(pair, _partners, _fates);
            i++;
            j++;
        }
    }

    private void FindPlaces()
    {
        _places = ArrayPool<int>.Shared.Rent(OldCount);
        _ranks = ArrayPool<int>.Shared.Rent(OldCount);
        for (var j = 0; j < NewCount; j++)
        {
            if (_partners[j] < 0) continue;
            _places[_partners[j]] = j;
            _ranks[_partners[j]] = KeptCount++;
        }
        if (!HasMoves) return;
        _placed = ArrayPool<int>.Shared.Rent(OldCount);
        var placed = KeptCount;
        for (var i = OldCount - 1; i >= 0; i--)
        {
            if (_fates[i] == ItemFate.Stays) placed = _ranks[i];
            _placed[i] = placed;
        }
    }
}
