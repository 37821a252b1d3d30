namespace Dendrite.Resilience.Breakers;

/// <summary>
/// Calls, failures and slow calls over a rolling window. It knows nothing of breakers. Counting takes no lock but at the
/// turn of a bucket and allocates nothing; the counts only grow, a window is the difference between now and what they
/// were when its first bucket began.
/// </summary>
internal sealed class OutcomeWindow
{
    private readonly Lock _lock = new();
    private readonly long _stampsPerBucket;
    private readonly int _buckets;
    private readonly Mark[] _marks;
    private long _calls;
    private long _failures;
    private long _slow;
    private long _nextBoundary = long.MinValue;
    private long _bucket = long.MinValue;
    private int _next;

    public OutcomeWindow(TimeSpan length, int buckets, long stampsPerSecond)
    {
        _buckets = buckets;
        _stampsPerBucket = Math.Max(1, (long)(length.TotalSeconds / buckets * stampsPerSecond));
        _marks = new Mark[buckets + 1];
        Array.Fill(_marks, new Mark { Bucket = long.MinValue });
    }

    /// <summary>Everything counted since the beginning. Calls are counted first and read last, so failures never exceed them.</summary>
    public WindowCounts Total
    {
        get
        {
            var (failures, slow) = (Interlocked.Read(ref _failures), Interlocked.Read(ref _slow));
            return new(Interlocked.Read(ref _calls), failures, slow);
        }
    }

    public void Add(long now, bool failed, bool slow)
    {
        if (now >= Volatile.Read(ref _nextBoundary)) Turn(now);
        Interlocked.Increment(ref _calls);
        if (failed) Interlocked.Increment(ref _failures);
        if (slow) Interlocked.Increment(ref _slow);
    }

    /// <summary>What the window holds at <paramref name="now"/>: the running bucket and the full ones before it.</summary>
    public WindowCounts Read(long now)
    {
        lock (_lock)
        {
            var first = now / _stampsPerBucket - _buckets + 1;
            for (var i = 0; i < _marks.Length; i++)
            {
                var mark = _marks[(_next + i) % _marks.Length];
                if (mark.Bucket < first) continue;
                return Total - mark.Counts;
            }
            return default;
        }
    }

    /// <summary>Empties the window; the total stays.</summary>
    public void Clear(long now)
    {
        lock (_lock)
        {
            Array.Fill(_marks, new Mark { Bucket = long.MinValue });
            _bucket = now / _stampsPerBucket;
            _marks[_next] = new() { Bucket = _bucket, Counts = Total };
            _next = (_next + 1) % _marks.Length;
            Volatile.Write(ref _nextBoundary, (_bucket + 1) * _stampsPerBucket);
        }
    }

    private void Turn(long now)
    {
        lock (_lock)
        {
            var bucket = now / _stampsPerBucket;
            if (bucket <= _bucket) return;
            _bucket = bucket;
            _marks[_next] = new() { Bucket = bucket, Counts = Total };
            _next = (_next + 1) % _marks.Length;
            Volatile.Write(ref _nextBoundary, (bucket + 1) * _stampsPerBucket);
        }
    }

    private struct Mark
    {
        public long Bucket;
        public WindowCounts Counts;
    }
}
