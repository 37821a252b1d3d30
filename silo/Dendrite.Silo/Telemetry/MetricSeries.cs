namespace Dendrite.Silo.Telemetry;

/// <summary>The value of one family under one set of labels. Thread-safe.</summary>
internal sealed class MetricSeries
{
    private readonly Lock _lock = new();
    private readonly MetricKind _kind;
    private readonly double[] _bounds;
    private readonly long[] _buckets;
    private double _value;
    private long _count;

    public MetricSeries(MetricKind kind, double[] bounds)
    {
        _kind = kind;
        _bounds = bounds;
        _buckets = new long[bounds.Length];
    }

    public void Record(double measured)
    {
        lock (_lock)
        {
            if (_kind is MetricKind.Gauge or MetricKind.ObservedCounter) _value = measured;
            else _value += measured;
            _count++;
            if (_kind != MetricKind.Histogram) return;
            var at = Array.BinarySearch(_bounds, measured);
            if (at < 0) at = ~at;
            if (at < _buckets.Length) _buckets[at]++;
        }
    }

    /// <summary>The value or sum, how many measurements there were, and how many fell into each bucket alone.</summary>
    public (double Value, long Count, long[] Buckets) Read()
    {
        lock (_lock) return (_value, _count, [.. _buckets]);
    }
}
