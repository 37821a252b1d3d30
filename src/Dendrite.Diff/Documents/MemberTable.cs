using System.Buffers;
using System.Numerics;

namespace Dendrite.Diff;

/// <summary>The members of an object by name, for a search in constant time however many there are.</summary>
internal readonly ref struct MemberTable : IDisposable
{
    // So few are searched one after the other.
    private const int Few = 8;

    private readonly JsonIndex _document;
    private readonly int _first;
    private readonly int _end;
    private readonly int[]? _slots;
    private readonly int _mask;

    /// <summary>Takes the members from <paramref name="first"/> up to <paramref name="end"/>.</summary>
    public MemberTable(JsonIndex document, int first, int end)
    {
        _document = document;
        _first = first;
        _end = end;
        for (var member = first; member < end; member = document.Next(member)) Count++;
        if (Count <= Few) return;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Count * 2);
        _mask = size - 1;
        _slots = ArrayPool<int>.Shared.Rent(size);
        _slots.AsSpan(0, size).Fill(-1);
        for (var member = first; member < end; member = document.Next(member))
        {
            var slot = (int)StringText.Hash(document.Name(member)) & _mask;
            while (_slots[slot] >= 0) slot = (slot + 1) & _mask;
            _slots[slot] = member;
        }
    }

    public int Count { get; }

    /// <summary>The member of this name; -1 where there is none.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (_slots is null)
        {
            for (var member = _first; member < _end; member = _document.Next(member))
            {
                if (StringText.Equals(_document.Name(member), name)) return member;
            }
            return -1;
        }
        for (var slot = (int)StringText.Hash(name) & _mask; _slots[slot] >= 0; slot = (slot + 1) & _mask)
        {
            if (StringText.Equals(_document.Name(_slots[slot]), name)) return _slots[slot];
        }
        return -1;
    }

    public void Dispose()
    {
        if (_slots is not null) ArrayPool<int>.Shared.Return(_slots);
    }
}
