using System.Diagnostics;

namespace Dendrite.Resilience.Timing;

/// <summary>
/// An interval, or an event, within a <see cref="RequestTimer"/>. Dispose of an interval to end it. Any thread may open
/// and end intervals of one timer.
/// </summary>
public sealed class TimingEntry : IDisposable
{
    private readonly RequestTimer _timer;
    private readonly Activity? _activity;
    private readonly TimeSpan? _cpuAtStart;
    private readonly int _cpuOwner;

    internal TimingEntry(RequestTimer timer, TimingEntry? parent, TimingKind kind, string name, string? description)
    {
        (_timer, Parent, Kind, Name, Description) = (timer, parent, kind, name, description);
        Depth = parent is null ? 0 : parent.Depth + 1;
        if (kind == TimingKind.Interval)
        {
            _activity = RequestTimer.Activities.StartActivity(name);
            if (description is not null) _activity?.SetTag("dendrite.description", description);
            (_cpuAtStart, _cpuOwner) = (timer.Cpu.Read(), timer.Cpu.Owner);
        }
        else
        {
            Activity.Current?.AddEvent(new ActivityEvent(name));
        }
        Start = timer.Elapsed;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>More about it; null for nothing.</summary>
    public string? Description { get; }

    /// <summary>Interval or event. A running interval is no event.</summary>
    public TimingKind Kind { get; }

    /// <summary>The interval that it is in; null for the outermost.</summary>
    public TimingEntry? Parent { get; }

    /// <summary>How many intervals it is in.</summary>
    public int Depth { get; }

    /// <summary>When it began, from the start of the timer.</summary>
    public TimeSpan Start { get; }

    /// <summary>When it ended, from the start of the timer; null while it runs, and for an event.</summary>
    public TimeSpan? End { get; private set; }

    /// <summary>Whether it is an interval that has not ended.</summary>
    public bool IsRunning => Kind == TimingKind.Interval && End is null;

    /// <summary>How long it took, or has taken so far; null for an event.</summary>
    public TimeSpan? Duration => Kind == TimingKind.Event ? null : (End ?? _timer.Elapsed) - Start;

    /// <summary>The processor time within it; null while it runs, for an event, and where it can't be known.</summary>
    public TimeSpan? CpuTime { get; private set; }

    /// <summary>Whether the timer had room for it.</summary>
    internal bool IsKept { get; set; }

    /// <summary>Opens an interval within this one.</summary>
    /// <exception cref="InvalidOperationException">This is an event, or has ended.</exception>
    public TimingEntry Interval(string name, string? description = null) => _timer.Open(this, TimingKind.Interval, name, description);

    /// <summary>Marks a moment within this one; where it has ended, within the innermost around it that still runs.</summary>
    /// <exception cref="InvalidOperationException">This is an event.</exception>
    public TimingEntry Mark(string name, string? description = null) =>
        _timer.Open(Kind == TimingKind.Event ? this : RequestTimer.Running(this), TimingKind.Event, name, description);

    /// <summary>Ends the interval.</summary>
    /// <exception cref="InvalidOperationException">It is an event, or has ended already.</exception>
    public void Stop()
    {
        if (Kind == TimingKind.Event) throw new InvalidOperationException($"'{Name}' is an event; it has no end.");
        if (!TryStop()) throw new InvalidOperationException($"The interval '{Name}' has ended already.");
    }

    /// <summary>Ends the interval if it runs.</summary>
    public void Dispose() => TryStop();

    private bool TryStop()
    {
        if (Kind == TimingKind.Event) return false;
        lock (_timer.Lock)
        {
            if (End is not null) return false;
            End = _timer.Elapsed;
            if (_timer.Cpu.Owner == _cpuOwner) CpuTime = _timer.Cpu.Read() - _cpuAtStart;
            _timer.Ended(this);
        }
        _activity?.Dispose();
        return true;
    }
}
