using System.Collections.Immutable;

namespace Dendrite.Resilience.Metrics;

/// <summary>
/// What happens to the calls of one guard: outcomes, latencies and calls in flight, over rolling windows. Any thread
/// may record; recording takes no lock but once a second, and allocates nothing. Reading changes nothing; draining
/// hands each event out exactly once.
/// </summary>
/// <remarks>
/// Counts only grow, and what they were at the start of each second is kept: a window is a difference, and no event is
/// lost or counted twice at the turn of a bucket. A window holds the running bucket and the full ones before it. The
/// windows take their memory, about 60 KB, with the first call.
/// </remarks>
public sealed class GuardMetrics
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long[] _counts = new long[OutcomeCounts.Length];
    private readonly int _trafficSeconds;
    private readonly int _counterSeconds;
    private readonly int _latencyBuckets;
    private readonly long _stampsPerSecond;
    private readonly long _stampsPerLatencyBucket;
    private readonly double _ticksPerStamp;
    private readonly long _startedAt;
    private readonly long[] _drainedCounts = new long[OutcomeCounts.Length];
    private DateTimeOffset _drainedAt;
    private volatile Windows? _windows;
    private long _nextSecond;
    private long _second = long.MinValue;
    private long _latencyBucket = long.MinValue;
    private int _inFlight;
    private int _inFlightMaximum;

    /// <param name="options">The windows; the defaults where null.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The options are out of range.</exception>
    public GuardMetrics(MetricsOptions? options = null, TimeProvider? time = null)
    {
        options ??= new MetricsOptions();
        options.Validate();
        _time = time ?? TimeProvider.System;
        _trafficSeconds = (int)options.TrafficWindow.TotalSeconds;
        _counterSeconds = (int)options.CounterWindow.TotalSeconds;
        _latencyBuckets = options.LatencyBuckets;
        _stampsPerSecond = _time.TimestampFrequency;
        _stampsPerLatencyBucket = (long)(options.LatencyWindow.TotalSeconds / _latencyBuckets * _stampsPerSecond);
        _ticksPerStamp = (double)TimeSpan.TicksPerSecond / _stampsPerSecond;
        _startedAt = _time.GetTimestamp();
        _drainedAt = _time.GetUtcNow();
        _nextSecond = long.MinValue;
    }

    /// <summary>Calls that have ended since it was made, refused ones included.</summary>
    public long Requests
    {
        get
        {
            var requests = 0L;
            for (var i = 0; i < OutcomeCounts.Endings; i++) requests += Interlocked.Read(ref _counts[i]);
            return requests;
        }
    }

    /// <summary>Calls in flight now.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>A call begins: one more is in flight.</summary>
    /// <returns>The timestamp to give to <see cref="End(CallOutcome, long)"/>.</returns>
    public long Begin()
    {
        var now = _time.GetTimestamp();
        Begin(now);
        return now;
    }

    /// <summary>A call begins at a timestamp of the same clock that the caller has read already.</summary>
    public void Begin(long now)
    {
        if (now >= Volatile.Read(ref _nextSecond)) Turn(now);
        var inFlight = Interlocked.Increment(ref _inFlight);
        if (inFlight > Volatile.Read(ref _inFlightMaximum)) RaiseMaximum(inFlight);
    }

    /// <summary>A call that began at <paramref name="startedAt"/> ends: it is counted with its latency, and is no longer in flight.</summary>
    public void End(CallOutcome outcome, long startedAt) => End(outcome, startedAt, _time.GetTimestamp());

    /// <summary>The same, at a timestamp that the caller has read already.</summary>
    public void End(CallOutcome outcome, long startedAt, long now)
    {
        Interlocked.Decrement(ref _inFlight);
        Record(outcome, startedAt, now);
    }

    /// <summary>Counts an outcome that has no latency: a refused call, a retry, a fallback.</summary>
    public void Record(CallOutcome outcome) => Record(outcome, _time.GetTimestamp());

    /// <summary>The same, at a timestamp that the caller has read already.</summary>
    public void Record(CallOutcome outcome, long now)
    {
        if (now >= Volatile.Read(ref _nextSecond)) Turn(now);
        Interlocked.Increment(ref _counts[(int)outcome]);
    }

    /// <summary>Counts an outcome and its latency, of a call that was measured elsewhere.</summary>
    public void Record(CallOutcome outcome, TimeSpan latency)
    {
        Record(outcome, _time.GetTimestamp());
        _windows!.Latency.Record(latency.Ticks);
    }

    /// <summary>Counts an outcome and the time between two timestamps of the clock.</summary>
    public void Record(CallOutcome outcome, long startedAt, long now)
    {
        Record(outcome, now);
        _windows!.Latency.Record((long)((now - startedAt) * _ticksPerStamp));
    }

    /// <summary>Reads every window. Nothing changes by it, however often it is called.</summary>
    public MetricsSnapshot Read()
    {
        var now = _time.GetTimestamp();
        lock (_lock)
        {
            var total = CopyCounts();
            return new MetricsSnapshot
            {
                At = _time.GetUtcNow(),
                Total = new(ImmutableArray.Create(total)),
                Counts = CountsSince(Second(now) - _counterSeconds + 1, total),
                Traffic = TrafficOf(Second(now), total),
                Latency = LatencySince(now / _stampsPerLatencyBucket - _latencyBuckets + 1),
                CountsCover = Covered(now),
                InFlight = InFlight,
                MaxInFlight = MaxInFlight(Second(now)),
            };
        }
    }

    /// <summary>Hands out what happened since the last drain, each event exactly once. The windows stay as they are. One consumer is meant.</summary>
    public MetricsEvidence Drain()
    {
        lock (_lock)
        {
            var (from, to) = (_drainedAt, _time.GetUtcNow());
            var total = CopyCounts();
            var counts = Difference(total, _drainedCounts);
            var latency = _windows?.DrainLatency() ?? HistogramSnapshot.Empty;
            total.CopyTo(_drainedCounts, 0);
            _drainedAt = to;
            return new(from, to, counts, latency, InFlight, MaxInFlight(Second(_time.GetTimestamp())));
        }
    }

    private long Second(long now) => now / _stampsPerSecond;

    /// <summary>A new second has begun: remember what the counts were.</summary>
    private void Turn(long now)
    {
        lock (_lock)
        {
            var second = Second(now);
            if (second <= _second) return;
            var windows = _windows ??= new Windows(_trafficSeconds, _latencyBuckets, _counterSeconds);
            _counts.CopyTo(windows.Counts.Mark(second), 0);
            if (_second != long.MinValue)
            {
                windows.InFlightMaxima[_second % _counterSeconds] = _inFlightMaximum;
                windows.InFlightSeconds[_second % _counterSeconds] = _second;
            }
            _inFlightMaximum = InFlight;
            var bucket = now / _stampsPerLatencyBucket;
            if (bucket > _latencyBucket)
            {
                windows.Latency.CopyTo(windows.Latencies.Mark(bucket));
                _latencyBucket = bucket;
            }
            _second = second;
            Volatile.Write(ref _nextSecond, (second + 1) * _stampsPerSecond);
        }
    }

    private void RaiseMaximum(int inFlight)
    {
        int seen;
        while (inFlight > (seen = Volatile.Read(ref _inFlightMaximum)))
            if (Interlocked.CompareExchange(ref _inFlightMaximum, inFlight, seen) == seen) return;
    }

    private int MaxInFlight(long second)
    {
        var maximum = _second > second - _counterSeconds ? Math.Max(InFlight, _inFlightMaximum) : InFlight;
        if (_windows is not { } windows) return maximum;
        for (var i = 0; i < _counterSeconds; i++)
            if (windows.InFlightSeconds[i] > second - _counterSeconds) maximum = Math.Max(maximum, windows.InFlightMaxima[i]);
        return maximum;
    }

    private TimeSpan Covered(long now)
    {
        var windowStart = (Second(now) - _counterSeconds + 1) * _stampsPerSecond;
        return TimeSpan.FromTicks((long)((now - Math.Max(windowStart, _startedAt)) * _ticksPerStamp));
    }

    private long[] CopyCounts()
    {
        var counts = new long[OutcomeCounts.Length];
        for (var i = 0; i < counts.Length; i++) counts[i] = Interlocked.Read(ref _counts[i]);
        return counts;
    }

    private OutcomeCounts CountsSince(long second, long[] total) =>
        _windows is { } windows && windows.Counts.TryGet(second, out var mark) ? Difference(total, mark) : OutcomeCounts.Zero;

    private HistogramSnapshot LatencySince(long bucket) =>
        _windows is { } windows && windows.Latencies.TryGet(bucket, out var mark) ? windows.Latency.Since(mark) : HistogramSnapshot.Empty;

    private long[] TrafficOf(long second, long[] total)
    {
        var traffic = new long[_trafficSeconds];
        var later = 0L;
        for (var i = _trafficSeconds - 1; i >= 0; i--)
        {
            var since = CountsSince(second - (_trafficSeconds - 1 - i), total).Requests;
            traffic[i] = since - later;
            later = since;
        }
        return traffic;
    }

    private static OutcomeCounts Difference(long[] later, long[] earlier)
    {
        var difference = new long[later.Length];
        for (var i = 0; i < difference.Length; i++) difference[i] = Math.Max(0, later[i] - earlier[i]);
        return new(ImmutableArray.Create(difference));
    }

    /// <summary>The large part, made by the turn into the first second in which something is recorded.</summary>
    private sealed class Windows
    {
        private readonly LatencyMark _drained = new();

        public Windows(int trafficSeconds, int latencyBuckets, int counterSeconds)
        {
            Counts = new(trafficSeconds, static () => new long[OutcomeCounts.Length]);
            Latencies = new(latencyBuckets, static () => new LatencyMark());
            InFlightMaxima = new int[counterSeconds];
            InFlightSeconds = new long[counterSeconds];
            Array.Fill(InFlightSeconds, long.MinValue);
        }

        public LatencyHistogram Latency { get; } = new();

        public BoundaryMarks<long[]> Counts { get; }

        public BoundaryMarks<LatencyMark> Latencies { get; }

        public int[] InFlightMaxima { get; }

        public long[] InFlightSeconds { get; }

        public HistogramSnapshot DrainLatency()
        {
            // The mark is taken first: what is recorded in between belongs to the next batch.
            var next = new LatencyMark();
            Latency.CopyTo(next);
            var latency = next.Since(_drained);
            next.CopyTo(_drained);
            return latency;
        }
    }
}
