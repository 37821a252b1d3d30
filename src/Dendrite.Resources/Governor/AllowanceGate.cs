namespace Dendrite.Resources;

/// <summary>
/// Where polls wait for what the backend allows. First come, first served, whichever resource they are of; who was turned away comes back to where it stood. Thread-safe.
/// </summary>
internal sealed class AllowanceGate : IDisposable
{
    /// <summary>How long a poll waits here; for longer it is turned away, with the time.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>How many polls wait at most; one more is turned away at once.</summary>
    public const int LongestQueue = 10_000;

    private readonly Lock _lock = new();
    private readonly SortedSet<Waiter> _queue = new(Comparer<Waiter>.Create(static (a, b) => (a.Since, a.Order).CompareTo((b.Since, b.Order))));
    private readonly Allowance _allowance;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long _order;

    public AllowanceGate(Allowance allowance, TimeProvider clock)
    {
        (_allowance, _clock) = (allowance, clock);
        _timer = clock.CreateTimer(static gate => ((AllowanceGate)gate!).Serve(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes leave to send one request, or waits for it.</summary>
    /// <param name="since">Since when this one has been waiting.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <returns>Null with leave; else it has none, and this is when to come back.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no leave is held.</exception>
    public async ValueTask<DateTimeOffset?> EnterAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = _clock.GetUtcNow();
        Waiter waiter;
        lock (_lock)
        {
            if (_queue.Count == 0 && _allowance.TryEnter(now)) return null;
            var next = _allowance.NextAt(now);
            if (next - now > LongestWait || _queue.Count >= LongestQueue) return next > now ? next : now + LongestWait;
            waiter = new Waiter(since, _order++, now + LongestWait);
            _queue.Add(waiter);
        }
        Serve();
        await using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                if (Leave(waiter)) waiter.Leave.SetCanceled(token);
            },
            null);
        return await waiter.Leave.Task;
    }

    /// <summary>What the backend allows may have changed.</summary>
    public void Serve()
    {
        var now = _clock.GetUtcNow();
        List<(Waiter, DateTimeOffset?)> served = [];
        lock (_lock)
        {
            while (_queue.Min is { } first && _allowance.TryEnter(now))
            {
                _queue.Remove(first);
                served.Add((first, null));
            }
            var next = _allowance.NextAt(now);
            // Nobody has waited for longer than the first, but one that came back to its place may have come last.
            foreach (var late in _queue.Where(waiter => waiter.Until <= now || next > waiter.Until).ToArray())
            {
                _queue.Remove(late);
                served.Add((late, next > now ? next : now + LongestWait / 10));
            }
            if (_queue.Count > 0)
            {
                var wake = _queue.Min(waiter => waiter.Until);
                if (next < wake) wake = next;
                _timer.Change(wake > now ? wake - now : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
            }
        }
        foreach (var (waiter, until) in served) waiter.Leave.SetResult(until);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Whoever takes a waiter out of the queue decides: leave that was given already is kept.</summary>
    private bool Leave(Waiter waiter)
    {
        lock (_lock) return _queue.Remove(waiter);
    }

    private sealed record Waiter(DateTimeOffset Since, long Order, DateTimeOffset Until)
    {
        public TaskCompletionSource<DateTimeOffset?> Leave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
