namespace Dendrite.Resilience.Guards;

/// <summary>
/// Places for running calls, and a bounded queue for those that wait, first come first served. It runs nothing itself:
/// the call goes on wherever its caller is. Any thread may use it.
/// </summary>
public sealed class WorkerPool
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource<bool>> _queue = [];
    private readonly int _workers;
    private readonly int _queueLimit;
    private int _running;
    private long _refused;

    /// <param name="options">Its size; the defaults where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public WorkerPool(WorkerPoolOptions? options = null)
    {
        options ??= new WorkerPoolOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.QueueLimit, nameof(options));
        (_workers, _queueLimit) = (options.Workers, options.QueueLimit);
    }

    /// <summary>The calls that run now.</summary>
    public int Running
    {
        get
        {
            lock (_lock) return _running;
        }
    }

    /// <summary>The calls that wait now.</summary>
    public int Queued
    {
        get
        {
            lock (_lock) return _queue.Count;
        }
    }

    /// <summary>How many calls were refused since it was made.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Takes a place, waiting for one if the queue has room. Give it back with <see cref="Exit"/>, exactly once.</summary>
    /// <returns>False when every worker is busy and the queue is full.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled while waiting; no place is held.</exception>
    public ValueTask<bool> EnterAsync(CancellationToken cancellationToken = default) => EnterAsync(mayWait: true, cancellationToken);

    internal ValueTask<bool> EnterAsync(bool mayWait, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<bool>(cancellationToken);
        LinkedListNode<TaskCompletionSource<bool>> waiter;
        lock (_lock)
        {
            if (_running < _workers)
            {
                _running++;
                return new(true);
            }
            if (!mayWait || _queue.Count >= _queueLimit)
            {
                Interlocked.Increment(ref _refused);
                return new(false);
            }
            waiter = _queue.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        return WaitAsync(waiter, cancellationToken);
    }

    /// <summary>Gives a place back, to the first that waits if any does.</summary>
    public void Exit()
    {
        TaskCompletionSource<bool>? next;
        lock (_lock)
        {
            next = _queue.First?.Value;
            if (next is null) _running--;
            else _queue.RemoveFirst();
        }
        next?.SetResult(true);
    }

    private async ValueTask<bool> WaitAsync(LinkedListNode<TaskCompletionSource<bool>> waiter, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (pool, node) = ((WorkerPool, LinkedListNode<TaskCompletionSource<bool>>))state!;
                lock (pool._lock)
                {
                    // Whoever takes the node out of the queue decides: a place that was handed over already is kept.
                    if (node.List is null) return;
                    pool._queue.Remove(node);
                }
                node.Value.SetCanceled(token);
            },
            (this, waiter));
        return await waiter.Value.Task.ConfigureAwait(false);
    }
}
