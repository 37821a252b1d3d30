using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Dendrite.Testing;

/// <summary>
/// A <see cref="FakeTimeProvider"/> with gates: a test sees which timers are armed and can wait until one is. Timers that fall
/// due run inside <see cref="Advance"/>, in order of their time, each seeing the clock at its own due time; one that is due at
/// once fires on the thread pool, as ever. Its timestamp frequency is odd on purpose: code that takes timestamps for ticks shows.
/// </summary>
public sealed class ManualTimeProvider(DateTimeOffset? start = null) : FakeTimeProvider(start ?? new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
{
    private readonly Lock _lock = new();
    private readonly List<GatedTimer> _armed = [];
    private readonly ConcurrentQueue<GatedTimer> _fired = new();
    private TaskCompletionSource _arming = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public override long TimestampFrequency => 1_234_567;

    public override long GetTimestamp() => (long)((GetUtcNow() - Start).TotalSeconds * TimestampFrequency);

    /// <summary>The timers that wait to fire, their due times in order.</summary>
    public IReadOnlyList<DateTimeOffset> Due
    {
        get
        {
            lock (_lock) return [.. _armed.Select(t => t.DueAt).Order()];
        }
    }

    /// <summary>Completes when a timer is armed for no later than <paramref name="within"/> from now.</summary>
    public async Task WaitForTimerAsync(TimeSpan within, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task arming;
            lock (_lock)
            {
                if (_armed.Any(t => t.DueAt <= GetUtcNow() + within)) return;
                arming = _arming.Task;
            }
            await arming.WaitAsync(cancellationToken);
        }
    }

    /// <summary>
    /// Waits for a timer that is due by then and moves the clock to it, no further: one that is armed by what it fires, on whatever thread, is the
    /// next's and does not fall due on the way.
    /// </summary>
    public async Task AdvanceToTimerAsync(TimeSpan within, CancellationToken cancellationToken = default)
    {
        await WaitForTimerAsync(within, cancellationToken);
        Advance(Due[0] - GetUtcNow());
    }

    /// <summary>Moves the clock forward and fires what falls due on the way, also from within what it fires.</summary>
    public new void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (true)
        {
            while (_fired.TryDequeue(out var timer)) timer.Fire();
            if (Overdue is { } late)
            {
                // Armed from another thread while the time went on: the fake clock counts from a moment later, and would never say so.
                late.Fire();
                continue;
            }
            if (Due is not [var next, ..] || next > end) break;
            if (next > GetUtcNow()) SetUtcNow(next);
        }
        if (end != GetUtcNow()) SetUtcNow(end);
    }

    private GatedTimer? Overdue
    {
        get
        {
            lock (_lock) return _armed.Where(timer => timer.DueAt <= GetUtcNow()).MinBy(timer => timer.DueAt);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new GatedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// The fake clock runs callbacks wherever it is touched, within a reading of the time too, and not at all within a callback.
    /// So its timers say only that they are due; <see cref="Advance"/> does the rest.
    /// </summary>
    private sealed class GatedTimer : ITimer
    {
        private readonly ManualTimeProvider _clock;
        private readonly Action _callback;
        private readonly ITimer _timer;
        private TimeSpan _period;

        public GatedTimer(ManualTimeProvider clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _callback = () => callback(state);
            _timer = clock.CreateFakeTimer(() => clock._fired.Enqueue(this));
        }

        public DateTimeOffset DueAt { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_clock._lock)
            {
                _period = period;
                if (dueTime == TimeSpan.Zero)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static callback => callback(), _callback, preferLocal: false);
                    dueTime = Next;
                }
                return Arm(dueTime);
            }
        }

        public void Fire()
        {
            lock (_clock._lock)
            {
                if (!_clock._armed.Contains(this) || DueAt > _clock.GetUtcNow()) return;
                Arm(Next);
            }
            _callback();
        }

        public void Dispose()
        {
            lock (_clock._lock)
            {
                _clock._armed.Remove(this);
                _timer.Dispose();
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private TimeSpan Next => _period == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : _period;

        private bool Arm(TimeSpan dueTime)
        {
            _clock._armed.Remove(this);
            if (!_timer.Change(dueTime, Timeout.InfiniteTimeSpan)) return false;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                DueAt = _clock.GetUtcNow() + dueTime;
                _clock._armed.Add(this);
            }
            Interlocked.Exchange(ref _clock._arming, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            return true;
        }
    }

    private ITimer CreateFakeTimer(Action fire) => base.CreateTimer(_ => fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
}
