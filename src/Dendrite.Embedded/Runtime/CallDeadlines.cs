namespace Orleans.Runtime;

/// <summary>The calls that wait for an answer, looked through once a second while there are any.</summary>
/// <param name="clock">Its time.</param>
/// <param name="cancels">Whether a call that takes too long is cancelled, too.</param>
internal sealed class CallDeadlines(TimeProvider clock, bool cancels)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _entries = [];
    private ITimer? _timer;
    private bool _armed;

    public TimeProvider Clock => clock;

    private bool Cancels => cancels;

    /// <summary>Fails the request when the time is over and it still waits.</summary>
    public Entry Add(PendingRequest request, TimeSpan limit)
    {
        var entry = new Entry(this, request, limit, clock.GetTimestamp());
        lock (_lock)
        {
            entry.Node = _entries.AddLast(entry);
            if (!_armed) Arm();
        }
        return entry;
    }

    private void Arm()
    {
        _armed = true;
        if (_timer is null)
        {
            using var noFlow = ExecutionContext.SuppressFlow();
            _timer = clock.CreateTimer(static state => ((CallDeadlines)state!).Sweep(), this, Period, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(Period, Timeout.InfiniteTimeSpan);
        }
    }

    private void Sweep()
    {
        List<Entry>? over = null;
        lock (_lock)
        {
            foreach (var entry in _entries)
            {
                if (clock.GetElapsedTime(entry.Since) >= entry.Limit) (over ??= []).Add(entry);
            }
            foreach (var entry in over ?? []) Unlink(entry);
            _armed = false;
            if (_entries.Count > 0) Arm();
        }
        foreach (var entry in over ?? []) entry.Expire();
    }

    private void Unlink(Entry entry)
    {
        if (entry.Node is null) return;
        _entries.Remove(entry.Node);
        entry.Node = null;
    }

    /// <summary>One call and its limit.</summary>
    internal sealed class Entry(CallDeadlines owner, PendingRequest request, TimeSpan limit, long since)
    {
        public TimeSpan Limit { get; } = limit;

        public long Since { get; } = since;

        public LinkedListNode<Entry>? Node { get; set; }

        public void Remove()
        {
            lock (owner._lock) owner.Unlink(this);
        }

        public void Expire()
        {
            if (request is ITargetedRequest { Target: var target }) RequestMetrics.HasTimedOut(target);
            var state = request.Activation?.Diagnose();
            request.Fail(new TimeoutException($"Response did not arrive on time in {Limit} for message: {request.Description}.{state}"));
            if (owner.Cancels) request.Activation?.Cancel(request);
            else request.Activation?.GiveUp(request);
        }
    }
}
