using System.Diagnostics.Metrics;

namespace Dendrite.Engine;

/// <summary>Listens to one instrument of Orleans's meter.</summary>
internal sealed class Instrument<T> : IDisposable
    where T : struct, System.Numerics.INumber<T>
{
    private readonly MeterListener _listener = new();
    private readonly List<(T Value, Dictionary<string, object?> Tags)> _measurements = [];

    public Instrument(string name)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Microsoft.Orleans" && instrument.Name == name) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<T>((_, value, tags, _) =>
        {
            var copy = tags.ToArray().ToDictionary();
            lock (_measurements) _measurements.Add((value, copy));
        });
        _listener.Start();
    }

    public (T Value, Dictionary<string, object?> Tags)[] Measurements
    {
        get
        {
            lock (_measurements) return [.. _measurements];
        }
    }

    /// <summary>Asks an observable instrument: the sum of its values now, of one queue or of all.</summary>
    public T Observe(string? queue = null) =>
        Observed().Where(m => queue is null || (string?)m.Tags["QueueId"] == queue).Aggregate(T.Zero, (sum, m) => sum + m.Value);

    /// <summary>Asks an observable instrument for its values now.</summary>
    public (T Value, Dictionary<string, object?> Tags)[] Observed()
    {
        lock (_measurements) _measurements.Clear();
        _listener.RecordObservableInstruments();
        return Measurements;
    }

    public void Dispose() => _listener.Dispose();
}
