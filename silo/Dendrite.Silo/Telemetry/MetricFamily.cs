using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Dendrite.Silo.Telemetry;

/// <summary>All series of one instrument.</summary>
internal sealed class MetricFamily
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] Others = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    private readonly ConcurrentDictionary<string, MetricSeries> _series = new(StringComparer.Ordinal);
    private readonly SeriesBudget _budget;

    public MetricFamily(Instrument instrument, SeriesBudget budget)
    {
        _budget = budget;
        Kind = KindOf(instrument.GetType());
        Name = PrometheusNames.Family(instrument.Name, instrument.Unit, Kind is MetricKind.Counter or MetricKind.ObservedCounter);
        Help = PrometheusNames.Help(instrument.Description);
        Bounds = Kind != MetricKind.Histogram ? [] : BoundsOf(instrument) ?? (instrument.Unit == "s" ? Seconds : Others);
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>The upper ends of a histogram's buckets but the last, which has none.</summary>
    public double[] Bounds { get; }

    /// <summary>The series in the order of their labels.</summary>
    public IEnumerable<KeyValuePair<string, MetricSeries>> Series => _series.OrderBy(s => s.Key, StringComparer.Ordinal);

    public void Record(double measured, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusNames.Labels(tags);
        if (!_series.TryGetValue(labels, out var series))
        {
            if (!_budget.TryTake()) return;
            var made = new MetricSeries(Kind, Bounds);
            series = _series.GetOrAdd(labels, made);
            if (series != made) _budget.GiveBack();
        }
        series.Record(measured);
    }

    private static MetricKind KindOf(Type type)
    {
        var generic = type.GetGenericTypeDefinition();
        return generic == typeof(Counter<>) ? MetricKind.Counter
            : generic == typeof(ObservableCounter<>) ? MetricKind.ObservedCounter
            : generic == typeof(UpDownCounter<>) ? MetricKind.UpDownCounter
            : generic == typeof(Histogram<>) ? MetricKind.Histogram
            : MetricKind.Gauge;
    }

    private static double[]? BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(b => (double)b)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { Count: > 0 } bounds } => [.. bounds.Select(b => (double)b)],
        _ => null,
    };
}
