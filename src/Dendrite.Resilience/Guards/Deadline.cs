namespace Dendrite.Resilience.Guards;

/// <summary>
/// A cancellation token that fires at a time, made to be used again and again. Setting and clearing the time costs no
/// timer: the timer stays armed for an earlier call's time and, when it fires, arms itself for what is left. So a call
/// that ends in time touches no timer at all, and a busy guard arms one per time-out, not one per call.
/// </summary>
internal sealed class Deadline : IDisposable
{
    private const long Idle = 0;
    private const long Fired = -1;

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _source = new();
    private readonly ITimer _timer;
    private long _due = Idle;
    private long _armedFor = long.MaxValue;
    private CancellationTokenRegistration _link;

    public Deadline(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(static state => ((Deadline)state!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Token = _source.Token;
    }

    /// <summary>Cancelled at the time, or when the caller's token is.</summary>
    public CancellationToken Token { get; }

    /// <summary>Begins a call.</summary>
    /// <param name="now">The timestamp now.</param>
    /// <param name="due">The timestamp to fire at; above <paramref name="now"/>.</param>
    /// <param name="caller">The caller's token.</param>
    public void Start(long now, long due, CancellationToken caller)
    {
        // A full fence between this write and the read of _armedFor, as there is between the write of _armedFor and the
        // read of _due in Ring: one of the two threads sees the other's, so no time is missed.
        Interlocked.Exchange(ref _due, due);
        if (due < Volatile.Read(ref _armedFor))
        {
            lock (_lock)
                if (due < _armedFor) Arm(now, due);
        }
        if (caller.CanBeCanceled) _link = caller.UnsafeRegister(static state => ((Deadline)state!)._source.Cancel(), this);
    }

    /// <summary>Ends a call.</summary>
    /// <param name="fired">Whether the time had come before.</param>
    /// <returns>Whether it may be used again; else dispose of it.</returns>
    public bool Stop(out bool fired)
    {
        fired = Interlocked.Exchange(ref _due, Idle) == Fired;
        if (_link != default)
        {
            _link.Dispose();
            _link = default;
        }
        return !fired && _source.TryReset();
    }

    /// <summary>Lets go of the timer. The source holds nothing else, and may be telling its listeners at this moment, one of which is the caller.</summary>
    public void Dispose() => _timer.Dispose();

    private void Arm(long now, long due)
    {
        Volatile.Write(ref _armedFor, due);
        // Rounded up to a millisecond, as the system's timers are; a timer that rings early arms itself again.
        var milliseconds = Math.Ceiling((due - now) * 1000.0 / _time.TimestampFrequency);
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(1, milliseconds)), Timeout.InfiniteTimeSpan);
    }

    private void Ring()
    {
        lock (_lock)
        {
            Interlocked.Exchange(ref _armedFor, long.MaxValue);
            var due = Interlocked.Read(ref _due);
            if (due is Idle or Fired) return;
            var now = _time.GetTimestamp();
            if (now < due)
            {
                Arm(now, due);
                return;
            }
            if (Interlocked.CompareExchange(ref _due, Fired, due) != due) return;
        }
        _source.Cancel();
    }
}
