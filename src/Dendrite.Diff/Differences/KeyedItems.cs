using System.Buffers;

namespace Dendrite.Diff;

/// <summary>
/// The items of a list by their identifiers: in each item the first of the keys whose value is a string or a number.
/// </summary>
internal sealed class KeyedItems : IDisposable
{
    private readonly JsonIndex _document;
    private readonly int[] _nodes;
    private readonly int[] _values;
    private readonly int[] _keys;
    private readonly HashChains _table;

    public KeyedItems(JsonIndex document, int array, byte[][][] keys)
    {
        _document = document;
        Count = document.CountChildren(array);
        _nodes = ArrayPool<int>.Shared.Rent(Count);
        _values = ArrayPool<int>.Shared.Rent(Count);
        _keys = ArrayPool<int>.Shared.Rent(Count);
        // A list whose items have no identifiers is found out before anything is made for them.
        var found = 0;
        for (var node = array + 1; found < Count; node = document.Next(node), found++)
        {
            _nodes[found] = node;
            _keys[found] = FindKey(node, keys, out _values[found]);
            if (_keys[found] < 0) break;
        }
        _table = new HashChains(found < Count ? 0 : Count);
        AreDistinct = found == Count;
        for (var i = 0; i < Count && AreDistinct; i++)
        {
            AreDistinct = Find(this, i) < 0;
            if (AreDistinct) _table.Add(i, Hash(i));
        }
    }

    public int Count { get; }

    /// <summary>True where every item has an identifier and no two have the same.</summary>
    public bool AreDistinct { get; }

    public int Node(int item) => _nodes[item];

    /// <summary>The item here that has the identifier of an item there; -1 where none has.</summary>
    public int Find(KeyedItems there, int item)
    {
        for (var same = _table.First(there.Hash(item)); same >= 0; same = _table.Following(same))
        {
            if (_keys[same] == there._keys[item] && Identity.AreEqual(_document, _values[same], there._document, there._values[item])) return same;
        }
        return -1;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_nodes);
        ArrayPool<int>.Shared.Return(_values);
        ArrayPool<int>.Shared.Return(_keys);
        _table.Dispose();
    }

    private ulong Hash(int item) => Identity.Hash(_document, _values[item]);

    /// <summary>The position of the first key that the item has; -1 where it has none.</summary>
    private int FindKey(int node, byte[][][] keys, out int value)
    {
        for (var key = 0; key < keys.Length; key++)
        {
            value = Identity.Find(_document, node, keys[key]);
            if (value >= 0) return key;
        }
        value = -1;
        return -1;
    }
}
