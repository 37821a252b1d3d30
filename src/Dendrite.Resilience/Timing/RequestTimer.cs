using System.Diagnostics;

namespace Dendrite.Resilience.Timing;

/// <summary>
/// The events and nested intervals of one piece of work, such as a request, on a clock that does not jump. Any thread
/// may use it. Each interval is also an <see cref="Activity"/> of the source <see cref="ActivitySourceName"/> while
/// somebody listens to that. It holds a bounded number of entries; what comes after is counted, not kept.
/// </summary>
/// <example>
/// <code>
/// var timer = new RequestTimer();
/// using (timer.Interval("request"))
/// {
///     using (timer.Interval("database")) rows = Load();
///     timer.Mark("rendering");
/// }
/// Console.WriteLine(timer.Report());
/// </code>
/// </example>
public sealed class RequestTimer
{
    /// <summary>The name of the activity source.</summary>
    public const string ActivitySourceName = "Dendrite.Timing";

    private readonly AsyncLocal<TimingEntry?> _current = new();
    private readonly List<TimingEntry> _entries = [];
    private readonly List<(TimingEntry Entry, bool IsEnd)> _lines = [];
    private readonly TimeProvider _time;
    private readonly long _startedAt;
    private readonly int _capacity;
    private long _dropped;

    /// <param name="time">The clock; the system's where null.</param>
    /// <param name="cpu">Where processor time is read; the process's where null.</param>
    /// <param name="capacity">The most entries kept. Default 1,000; at least 1.</param>
    public RequestTimer(TimeProvider? time = null, CpuClock? cpu = null, int capacity = 1_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _time = time ?? TimeProvider.System;
        _startedAt = _time.GetTimestamp();
        _capacity = capacity;
        Cpu = cpu ?? CpuClock.Process;
    }

    /// <summary>The entries in the order in which they began.</summary>
    public IReadOnlyList<TimingEntry> Entries
    {
        get
        {
            lock (Lock) return [.. _entries];
        }
    }

    /// <summary>How many entries there was no room for.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>The time since the timer was made.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_startedAt);

    internal static ActivitySource Activities { get; } = new(ActivitySourceName);

    internal Lock Lock { get; } = new();

    internal CpuClock Cpu { get; }

    /// <summary>Opens an interval within the one that this flow of execution is in.</summary>
    public TimingEntry Interval(string name, string? description = null) => Open(Running(_current.Value), TimingKind.Interval, name, description);

    /// <summary>Marks a moment within the interval that this flow of execution is in.</summary>
    public TimingEntry Mark(string name, string? description = null) => Open(Running(_current.Value), TimingKind.Event, name, description);

    /// <summary>The tree in the order of time; see <see cref="TimingReport"/>.</summary>
    public string Report()
    {
        lock (Lock) return TimingReport.Write(_lines);
    }

    /// <summary>The value of a <c>Server-Timing</c> header (W3C Server Timing): the intervals that have ended, in milliseconds; those of one name are added up.</summary>
    public string ToServerTiming()
    {
        lock (Lock) return ServerTiming.Write(_entries);
    }

    internal TimingEntry Open(TimingEntry? parent, TimingKind kind, string name, string? description)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (parent is { Kind: TimingKind.Event }) throw new InvalidOperationException($"'{parent.Name}' is an event; nothing is within it.");
        if (parent is { IsRunning: false }) throw new InvalidOperationException($"The interval '{parent.Name}' has ended already.");
        TimingEntry entry;
        lock (Lock)
        {
            entry = new TimingEntry(this, parent, kind, name, description);
            if (_entries.Count < _capacity)
            {
                _entries.Add(entry);
                _lines.Add((entry, false));
                entry.IsKept = true;
            }
            else Interlocked.Increment(ref _dropped);
        }
        if (kind == TimingKind.Interval) _current.Value = entry;
        return entry;
    }

    internal void Ended(TimingEntry entry)
    {
        if (entry.IsKept) _lines.Add((entry, true));
        // What began first may end first; whoever is still inside goes on within what is left.
        _current.Value = Running(_current.Value);
    }

    /// <summary>The innermost that still runs: work that goes on after its interval has ended, or beside it, is within what is left.</summary>
    internal static TimingEntry? Running(TimingEntry? entry)
    {
        while (entry is { IsRunning: false }) entry = entry.Parent;
        return entry;
    }
}
