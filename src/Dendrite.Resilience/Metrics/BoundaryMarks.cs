namespace Dendrite.Resilience.Metrics;

/// <summary>
/// Remembers what some ever-growing counts were when each of the last buckets of time began. The sum of a window is then
/// one subtraction, whatever its length. Not thread-safe: its owner holds a lock.
/// </summary>
/// <typeparam name="T">What is remembered at a boundary: an array that is allocated once and overwritten.</typeparam>
internal sealed class BoundaryMarks<T>
{
    private readonly T[] _values;
    private readonly long[] _buckets;
    private int _next;

    /// <param name="buckets">The longest window, in buckets.</param>
    /// <param name="allocate">Makes the storage of one mark.</param>
    public BoundaryMarks(int buckets, Func<T> allocate)
    {
        _values = new T[buckets + 1];
        for (var i = 0; i < _values.Length; i++) _values[i] = allocate();
        _buckets = new long[_values.Length];
        Array.Fill(_buckets, long.MinValue);
    }

    /// <summary>The storage to fill with the counts as they are now that <paramref name="bucket"/> begins. Buckets come in rising order; quiet ones are left out.</summary>
    public T Mark(long bucket)
    {
        var slot = _next;
        _next = (slot + 1) % _values.Length;
        _buckets[slot] = bucket;
        return _values[slot];
    }

    /// <summary>The counts as they were when <paramref name="bucket"/> began; false when nothing happened since then.</summary>
    public bool TryGet(long bucket, out T value)
    {
        for (var i = 0; i < _values.Length; i++)
        {
            var slot = (_next + i) % _values.Length;
            if (_buckets[slot] < bucket) continue;
            value = _values[slot];
            return true;
        }
        value = default!;
        return false;
    }
}
