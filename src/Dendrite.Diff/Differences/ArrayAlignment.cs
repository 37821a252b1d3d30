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
            return;
        }
        ItemMatcher.Match(pair, _oldNodes.AsSpan(0, oldCount), _newNodes.AsSpan(0, newCount), _partners.AsSpan(0, newCount), ignore?.Any);
        DecideFates();
        PairInGaps();
    }

    /// <summary>How many equal items stand before those that are aligned here.</summary>
    public int Head { get; }

    public int OldCount { get; }

    public int NewCount { get; }

    public bool HasMoves { get; private set; }

    public ItemFate FateOf(int oldItem) => _fates[oldItem];

    /// <summary>The old item that a new one was; -1 where it is new.</summary>
    public int PartnerOf(int newItem) => _partners[newItem];

    public int OldNode(int oldItem) => _oldNodes[oldItem];

    public int NewNode(int newItem) => _newNodes[newItem];

    /// <summary>The position in the new array of the first old item from this one on that stays.</summary>
    public int PlacedBefore(int oldItem) => _placed[oldItem];

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_oldNodes);
        ArrayPool<int>.Shared.Return(_newNodes);
        ArrayPool<int>.Shared.Return(_partners);
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

    /// <summary>Changing an item in place takes fewer bytes than removing it and adding another.</summary>
    private void PairInGaps()
    {
        var i = 0;
        for (var j = 0; j < NewCount; j++)
        {
            if (_partners[j] >= 0)
            {
                if (_fates[_partners[j]] == ItemFate.Stays) i = _partners[j] + 1;
                continue;
            }
            while (i < OldCount && _fates[i] == ItemFate.Moves) i++;
            if (i == OldCount || _fates[i] != ItemFate.Removed) continue;
            _partners[j] = i;
            _fates[i++] = ItemFate.Stays;
        }
        if (HasMoves) FindPlaces();
    }

    private void FindPlaces()
    {
        _placed = ArrayPool<int>.Shared.Rent(OldCount);
        var placed = NewCount;
        var inverse = ArrayPool<int>.Shared.Rent(OldCount);
        for (var j = 0; j < NewCount; j++)
        {
            if (_partners[j] >= 0) inverse[_partners[j]] = j;
        }
        for (var i = OldCount - 1; i >= 0; i--)
        {
            if (_fates[i] == ItemFate.Stays) placed = inverse[i];
            _placed[i] = placed;
        }
        ArrayPool<int>.Shared.Return(inverse);
    }
}
