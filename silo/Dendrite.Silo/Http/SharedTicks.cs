using Microsoft.Extensions.Logging;

namespace Dendrite.Silo.Http;

/// <summary>
/// Renders something at an interval while anybody reads, once for all readers. A reader that is slow skips ticks: nothing
/// is kept but the last one. Thread-safe.
/// </summary>
/// <param name="period">The time from one rendering to the next.</param>
/// <param name="render">Makes the next tick from the one before; null after a pause.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="logger">Hears of renderings that fail; readers wait for the next.</param>
internal sealed partial class SharedTicks<T>(TimeSpan period, Func<T?, CancellationToken, Task<T>> render, TimeProvider clock, ILogger logger)
    where T : class
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = New();
    private CancellationTokenSource? _running;
    private T? _latest;
    private long _number;
    private int _readers;

    /// <summary>How many readers there are.</summary>
    public int Readers => _readers;

    /// <summary>Takes a place; false where there are as many readers as allowed. Give it back by <see cref="Leave"/>.</summary>
    public bool TryJoin(int limit)
    {
        lock (_lock)
        {
            if (_readers >= limit) return false;
            _readers++;
            if (_running is not null) return true;
            _running = new CancellationTokenSource();
            _ = RunAsync(_running.Token);
            return true;
        }
    }

    /// <summary>Gives a place back; the last one to go ends the renderings.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_readers > 0) return;
            _running?.Cancel();
            _running?.Dispose();
            _running = null;
            _latest = null;
        }
    }

    /// <summary>The latest tick, as soon as its number is not <paramref name="seen"/>.</summary>
    public async Task<(T Tick, long Number)> NextAsync(long seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_latest is { } latest && _number != seen) return (latest, _number);
                changed = _next.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        // The reader that starts this holds the lock.
        await Task.Yield();
        using var timer = new PeriodicTimer(period, clock);
        T? last = null;
        try
        {
            do
            {
                try
                {
                    last = await render(last, cancellationToken);
                }
                catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
                {
                    LogFailure(logger, e);
                    continue;
                }
                Publish(last, cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Nobody reads any more.
        }
    }

    private void Publish(T tick, CancellationToken cancellationToken)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            if (cancellationToken.IsCancellationRequested) return;
            _latest = tick;
            _number++;
            waiting = _next;
            _next = New();
        }
        waiting.SetResult();
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "A rendering for open streams failed; the next is tried as planned.")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
