using System.Buffers;
using System.Numerics;

namespace Dendrite.Diff;

/// <summary>Positions by their 64-bit hash; those of one hash form a chain, the last added first.</summary>
internal readonly struct HashChains : IDisposable
{
    private readonly ulong[] _hashes;
    private readonly int[] _heads;
    private readonly int[] _following;
    private readonly int _mask;

    public HashChains(int count)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, count * 2));
        _mask = size - 1;
        _hashes = ArrayPool<ulong>.Shared.Rent(size);
        _heads = ArrayPool<int>.Shared.Rent(size);
        _following = ArrayPool<int>.Shared.Rent(count);
        _heads.AsSpan(0, size).Fill(Free);
    }

    // A slot that was never used, and one whose chain is used up: a search goes on past the second.
    private const int Free = -2;
    private const int Empty = -1;

    /// <returns>True where the hash had a chain already.</returns>
    public bool Add(int position, ulong hash)
    {
        var slot = Slot(hash);
        var repeats = _heads[slot] >= 0;
        _following[position] = Math.Max(Empty, _heads[slot]);
        _heads[slot] = position;
        _hashes[slot] = hash;
        return repeats;
    }

    public void Clear() => _heads.AsSpan(0, _mask + 1).Fill(Free);

    /// <summary>The first position of the hash's chain; -1 where there is none.</summary>
    public int First(ulong hash) => Math.Max(Empty, _heads[Slot(hash)]);

    public int Following(int position) => _following[position];

    public void RemoveFirst(ulong hash)
    {
        var slot = Slot(hash);
        _heads[slot] = _following[_heads[slot]];
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_hashes);
        ArrayPool<int>.Shared.Return(_heads);
        ArrayPool<int>.Shared.Return(_following);
    }

    private int Slot(ulong hash)
    {
        var slot = (int)(hash ^ hash >> 32) & _mask;
        while (_heads[slot] != Free && _hashes[slot] != hash) slot = (slot + 1) & _mask;
        return slot;
    }
}
