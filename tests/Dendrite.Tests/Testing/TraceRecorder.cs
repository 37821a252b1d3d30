using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Dendrite.Testing;

/// <summary>Listens to one trace source until it is disposed of. The source is everybody's: a test looks for what is its own.</summary>
internal sealed class TraceRecorder : TraceListener
{
    private readonly ConcurrentQueue<TraceRecord> _records = new();
    private readonly TraceSource _source;
    private readonly SourceLevels _level;

    /// <param name="source">What to listen to.</param>
    /// <param name="level">The level meanwhile; as it is where null.</param>
    public TraceRecorder(TraceSource source, SourceLevels? level = null)
    {
        (_source, _level) = (source, source.Switch.Level);
        source.Switch.Level = level ?? _level;
        source.Listeners.Add(this);
    }

    /// <summary>What was told so far of something.</summary>
    public TraceRecord[] Of(string name) => [.. _records.Where(r => r.Message.Contains(name, StringComparison.Ordinal))];

    public override void TraceEvent(TraceEventCache? eventCache, string source, TraceEventType eventType, int id, string? format, params object?[]? args) =>
        _records.Enqueue(new(source, eventType, id, string.Format(CultureInfo.InvariantCulture, format ?? "", args ?? [])));

    public override void Write(string? message)
    {
    }

    public override void WriteLine(string? message)
    {
    }

    protected override void Dispose(bool disposing)
    {
        _source.Listeners.Remove(this);
        _source.Switch.Level = _level;
        base.Dispose(disposing);
    }
}
