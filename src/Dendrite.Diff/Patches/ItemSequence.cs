using System.Collections;

namespace Dendrite.Diff;

/// <summary>
/// The items of an array under a patch, with a gap where the last one came or went: operations near each other, as
/// differs write them, cost little however long the array is.
/// </summary>
internal sealed class ItemSequence(int capacity) : IReadOnlyList<PatchNode>
{
    private PatchNode[] _items = new PatchNode[capacity];
    private int _gap;

    public int Count { get; private set; }

    private int GapLength => _items.Length - Count;

    public PatchNode this[int index]
    {
        get => _items[index < _gap ? index : index + GapLength];
        set => _items[index < _gap ? index : index + GapLength] = value;
    }

    public void Add(PatchNode item) => Insert(Count, item);

    public void Insert(int index, PatchNode item)
    {
        if (GapLength == 0) Grow();
        MoveGap(index);
        _items[_gap++] = item;
        Count++;
    }

    public void RemoveAt(int index)
    {
        MoveGap(index);
        _items[_gap + GapLength] = null!;
        Count--;
    }

    public ItemSequence Copy()
    {
        var copy = new ItemSequence(Count + 4);
        foreach (var item in this) copy.Add(item);
        return copy;
    }

    public IEnumerator<PatchNode> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void MoveGap(int index)
    {
        if (index < _gap) Array.Copy(_items, index, _items, index + GapLength, _gap - index);
        else if (index > _gap) Array.Copy(_items, _gap + GapLength, _items, _gap, index - _gap);
        _gap = index;
    }

    private void Grow()
    {
        var larger = new PatchNode[Math.Max(4, _items.Length * 2)];
        Array.Copy(_items, larger, _gap);
        Array.Copy(_items, _gap, larger, larger.Length - (Count - _gap), Count - _gap);
        _items = larger;
    }
}
