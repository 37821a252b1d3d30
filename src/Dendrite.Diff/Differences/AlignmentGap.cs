using System.Buffers;

namespace Dendrite.Diff;

/// <summary>The items between two that stay: the old ones that went and the new ones that came.</summary>
internal sealed class AlignmentGap(int capacity) : IDisposable
{
    private readonly int[] _old = ArrayPool<int>.Shared.Rent(capacity);
    private readonly int[] _new = ArrayPool<int>.Shared.Rent(capacity);
    private readonly int[] _oldNodes = ArrayPool<int>.Shared.Rent(capacity);
    private readonly int[] _newNodes = ArrayPool<int>.Shared.Rent(capacity);
    private int[] _places = [];
    private int _oldCount;
    private int _newCount;

    public void Clear() => _oldCount = _newCount = 0;

    public void AddOld(int item, int node)
    {
        _old[_oldCount] = item;
        _oldNodes[_oldCount++] = node;
    }

    public void AddNew(int item, int node)
    {
        _new[_newCount] = item;
        _newNodes[_newCount++] = node;
    }

    /// <summary>Makes partners of those that are to be changed in place.</summary>
    public void Pair(DocumentPair pair, Span<int> partners, Span<ItemFate> fates)
    {
        if (_oldCount == 0 || _newCount == 0) return;
        if (_places.Length < _newCount)
        {
            ArrayPool<int>.Shared.Return(_places);
            _places = ArrayPool<int>.Shared.Rent(_newCount);
        }
        GapPairing.Pair(pair, _oldNodes.AsSpan(0, _oldCount), _newNodes.AsSpan(0, _newCount), _places);
        for (var j = 0; j < _newCount; j++)
        {
            if (_places[j] < 0) continue;
            partners[_new[j]] = _old[_places[j]];
            fates[_old[_places[j]]] = ItemFate.Stays;
        }
    }

    public void Dispose()
    {
        foreach (var rented in (int[][])[_old, _new, _oldNodes, _newNodes, _places]) ArrayPool<int>.Shared.Return(rented);
    }
}
