namespace Dendrite.Resources;

/// <summary>
/// Places for the requests under way to one backend, and the queue of polls that wait for one. First come, first served; who
/// was turned away comes back to where it stood. It sends nothing and judges nothing. Thread-safe.
/// </summary>
internal sealed class BackendSlots(int places, TimeProvider clock)
{
    /// <summary>How long a poll waits for a place before it is turned away.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>How many polls wait at most; one more is turned away at once.</summary>
    public const int LongestQueue = 10_000;

    private readonly Lock _lock = new();
    private readonly SortedSet<Waiter> _queue = new(Comparer<Waiter>.Create(static (a, b) => (a.Since, a.Order).CompareTo((b.Since, b.Order))));
    private int _free = places;
    private long _order;

    /// <summary>How many polls wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _queue.Count;
        }
    }

    /// <summary>Takes a place, or waits for one. Give it back with <see cref="Exit"/>, exactly once.</summary>
    /// <param name="since">Since when this one has been waiting, where it was turned away before.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <returns>False for one that is turned away: it holds no place.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled; no place is held.</exception>
    public ValueTask<bool> EnterAsync(DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<bool>(cancellationToken);
        Waiter waiter;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return new(true);
            }
            if (_queue.Count >= LongestQueue) return new(false);
            waiter = new Waiter(since ?? clock.GetUtcNow(), _order++);
            _queue.Add(waiter);
        }
        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Gives a place back, to the one that has waited longest if any waits.</summary>
    public void Exit()
    {
        Waiter? next;
        lock (_lock)
        {
            next = _queue.Min;
            if (next is null) _free++;
            else _queue.Remove(next);
        }
        next?.Place.SetResult(true);
    }

    private async ValueTask<bool> WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            (_, token) =>
            {
                if (Leave(waiter)) waiter.Place.SetCanceled(token);
            },
            null);
        await using var limit = clock.CreateTimer(
            _ =>
            {
                if (Leave(waiter)) waiter.Place.SetResult(false);
            },
            null, LongestWait, Timeout.InfiniteTimeSpan);
        return await waiter.Place.Task;
    }

    /// <summary>Whoever takes a waiter out of the queue decides: a place that was handed over already is kept.</summary>
    private bool Leave(Waiter waiter)
    {
        lock (_lock) return _queue.Remove(waiter);
    }

    private sealed record Waiter(DateTimeOffset Since, long Order)
    {
        public TaskCompletionSource<bool> Place { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
