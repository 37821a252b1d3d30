using Microsoft.Extensions.Logging;

namespace Dendrite.Silo.Http;

/// <summary>
/// Renders something at an interval while anybody reads, once for all readers. A reader that is slow skips ticks: nothing
/// is kept but the last one. Thread-safe.
/// </summary>
/// <param name="period">The time from one rendering to the next.</param>
/// <param name="render">Makes the next tick from the one before; null after a pause. It has to end within a time of its own.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="logger">Hears of renderings that fail; readers wait for the next.</param>
internal sealed partial class SharedTicks<T>(TimeSpan period, Func<T?, Task<T>> render, TimeProvider clock, ILogger logger)
    where T : class
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = New();
    // Who renders; another object after a pause, so that a renderer of the time before sees that it is not meant.
    private object? _renderer;
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
            if (_renderer is not null) return true;
            _renderer = new object();
            _ = RunAsync(_renderer);
            return true;
        }
    }

    /// <summary>Gives a place back; the last one to go ends the renderings.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_readers > 0) return;
            _renderer = null;
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

    private async Task RunAsync(object renderer)
    {
        // The reader that starts this holds the lock.
        await Task.Yield();
        using var timer = new PeriodicTimer(period, clock);
        T? last = null;
        do
        {
            try
            {
                last = await render(last);
            }
            catch (Exception e)
            {
                LogFailure(logger, e);
                continue;
            }
            if (!TryPublish(last, renderer)) return;
        }
        while (await timer.WaitForNextTickAsync() && _renderer == renderer);
    }

    private bool TryPublish(T tick, object renderer)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            if (_renderer != renderer) return false;
            _latest = tick;
            _number++;
            waiting = _next;
            _next = New();
        }
        waiting.SetResult();
        return true;
    }

    [LoggerMessage(EventId = 2101, Level = LogLevel.Warning, Message = "A rendering for open streams failed; the next is tried as planned.")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
