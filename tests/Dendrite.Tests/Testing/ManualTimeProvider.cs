namespace Dendrite.Testing;

/// <summary>
/// A clock that moves only by <see cref="Advance"/>. Timers that fall due run inside <see cref="Advance"/>, in order of
/// their time, each seeing the clock at its own due time; one that is due at once fires on the thread pool, as ever. Its timestamp frequency is odd on purpose: code that takes
/// timestamps for ticks shows.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private DateTimeOffset _now;
    private TaskCompletionSource _armed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ManualTimeProvider(DateTimeOffset? start = null) =>
        _now = _start = start ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => 1_234_567;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock) return _now;
    }

    public override long GetTimestamp() => (long)((GetUtcNow() - _start).TotalSeconds * TimestampFrequency);

    /// <summary>The timers that wait to fire, their due times in order.</summary>
    public IReadOnlyList<DateTimeOffset> Due
    {
        get
        {
            lock (_lock) return [.. _timers.Select(t => t.DueAt).Order()];
        }
    }

    /// <summary>Completes when a timer is armed for no later than <paramref name="within"/> from now.</summary>
    public async Task WaitForTimerAsync(TimeSpan within, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task armed;
            lock (_lock)
            {
                if (_timers.Any(t => t.DueAt <= _now + within)) return;
                armed = _armed.Task;
            }
            await armed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Moves the clock forward and fires what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset end;
        lock (_lock) end = _now + by;
        while (true)
        {
            ManualTimer? next;
            lock (_lock)
            {
                next = _timers.Where(t => t.DueAt <= end).MinBy(t => t.DueAt);
                if (next is null)
                {
                    _now = end;
                    return;
                }
                if (next.DueAt > _now) _now = next.DueAt;
                next.Rearm(_now);
            }
            next.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private bool _disposed;

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (_disposed) return false;
                _period = period;
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                DueAt = clock._now + dueTime;
                clock._timers.Add(this);
                if (dueTime == TimeSpan.Zero)
                {
                    Rearm(clock._now);
                    ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
                }
                clock._armed.TrySetResult();
                clock._armed = new(TaskCreationOptions.RunContinuationsAsynchronously);
                return true;
            }
        }

        /// <summary>Called under the clock's lock when the timer fires.</summary>
        public void Rearm(DateTimeOffset now)
        {
            if (_period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero) clock._timers.Remove(this);
            else DueAt = now + _period;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._lock)
            {
                _disposed = true;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
