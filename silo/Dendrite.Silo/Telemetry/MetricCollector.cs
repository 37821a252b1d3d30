using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Dendrite.Contracts.Telemetry;

namespace Dendrite.Silo.Telemetry;

/// <summary>
/// Keeps the totals of all instruments of Dendrite and of the engine for scrapers. It counts from when it was made; counters
/// that began before begin here at zero, as after a restart.
/// </summary>
internal sealed class MetricCollector : IDisposable
{
    /// <summary>The most series in all.</summary>
    public const int DefaultLimit = 5000;

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, MetricFamily> _families = new();
    private readonly SeriesBudget _budget;

    public MetricCollector(int limit = DefaultLimit, Func<Meter, bool>? include = null)
    {
        _budget = new SeriesBudget(limit);
        include ??= IsOurs;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!include(instrument.Meter)) return;
            listener.EnableMeasurementEvents(instrument, _families.GetOrAdd(instrument, i => new MetricFamily(i, _budget)));
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) => ((MetricFamily)family!).Record((double)value, tags));
        _listener.Start();
    }

    /// <summary>Measurements that belong to no series, for there are too many.</summary>
    public long Dropped => _budget.Dropped;

    /// <summary>The families in the order of their names, after asking the observable instruments.</summary>
    public IReadOnlyList<MetricFamily> Collect()
    {
        _listener.RecordObservableInstruments();
        return [.. _families.Values.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsOurs(Meter meter) => meter.Name is DendriteTelemetry.MeterName or "Microsoft.Orleans" || meter.Name.StartsWith("Dendrite.", StringComparison.Ordinal);
}
