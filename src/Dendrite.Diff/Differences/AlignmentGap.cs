using System.Buffers;

namespace Dendrite.Diff;

/// <summary>The items between two that stay: the old ones that went and the new ones that came.</summary>
internal sealed class AlignmentGap : IDisposable
{
    private int[] _old = [];
    private int[] _new = [];
    private int[] _oldNodes = [];
    private int[] _newNodes = [];
    private int[] _places = [];
    private int _oldCount;
    private int _newCount;

    public void Clear() => _oldCount = _newCount = 0;

    public void AddOld(int item, int node)
    {
        Reserve(ref _old, _oldCount + 1);
        Reserve(ref _oldNodes, _oldCount + 1);
        _old[_oldCount] = item;
        _oldNodes[_oldCount++] = node;
    }

    public void AddNew(int item, int node)
    {
        Reserve(ref _new, _newCount + 1);
        Reserve(ref _newNodes, _newCount + 1);
        _new[_newCount] = item;
        _newNodes[_newCount++] = node;
    }

    /// <summary>Makes partners of those that are to be changed in place.</summary>
    public void Pair(DocumentPair pair, Span<int> partners, Span<ItemFate> fates)
    {
        if (_oldCount == 0 || _newCount == 0) return;
        Reserve(ref _places, _newCount);
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

    private static void Reserve(ref int[] array, int length)
    {
        if (array.Length >= length) return;
        var larger = ArrayPool<int>.Shared.Rent(Math.Max(16, length * 2));
        array.CopyTo(larger, 0);
        ArrayPool<int>.Shared.Return(array);
        array = larger;
    }
}
