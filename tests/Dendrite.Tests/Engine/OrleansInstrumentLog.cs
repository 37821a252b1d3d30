using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Dendrite.Engine;

/// <summary>Every instrument of Orleans's meter that has measured something: its kind, unit and the names of its tags.</summary>
internal sealed class OrleansInstrumentLog : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, (Type Kind, string? Unit, string Tags)> _seen = new();

    public OrleansInstrumentLog()
    {
        _listener.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == "Microsoft.Orleans") listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>(See);
        _listener.SetMeasurementEventCallback<long>(See);
        _listener.SetMeasurementEventCallback<double>(See);
        _listener.Start();
    }

    public (Type Kind, string? Unit, string Tags)? Find(string name)
    {
        if (_seen.TryGetValue(name, out var found)) return found;
        _listener.RecordObservableInstruments();
        return _seen.TryGetValue(name, out found) ? found : null;
    }

    public void Dispose() => _listener.Dispose();

    private void See<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
        where T : struct =>
        _seen.TryAdd(instrument.Name, (instrument.GetType(), instrument.Unit, string.Join(',', tags.ToArray().Select(t => t.Key).Order())));
}
