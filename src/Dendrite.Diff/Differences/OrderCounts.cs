using System.Buffers;

namespace Dendrite.Diff;

/// <summary>Counts over positions whose prefix sums are kept while they change (a Fenwick tree): both in logarithmic time.</summary>
internal readonly struct OrderCounts : IDisposable
{
    private readonly int[] _sums;
    private readonly int _size;

    public OrderCounts(int size)
    {
        _size = size;
        _sums = ArrayPool<int>.Shared.Rent(size + 1);
        Array.Clear(_sums, 0, size + 1);
    }

    public void Add(int position, int count)
    {
        for (var i = position + 1; i <= _size; i += i & -i) _sums[i] += count;
    }

    /// <summary>The sum over the positions before this one; 0 for negative positions.</summary>
    public int Before(int position)
    {
        var sum = 0;
        for (var i = position; i > 0; i -= i & -i) sum += _sums[i];
        return sum;
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_sums);
}
