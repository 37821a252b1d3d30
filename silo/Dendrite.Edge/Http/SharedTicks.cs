using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Dendrite.Edge.Http;

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

    /// <summary>
    /// Writes ticks to a reader until it or the server goes away; the first one to come begins the renderings, the last one to go ends them.
    /// </summary>
    /// <param name="http">The reader, its headers set.</param>
    /// <param name="frameOf">The bytes of a tick; true where the reader got the tick before it.</param>
    /// <param name="stopping">The server goes away.</param>
    public async Task ServeAsync(HttpContext http, Func<T, bool, byte[]> frameOf, CancellationToken stopping)
    {
        Join();
        try
        {
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            await http.Response.StartAsync(ending.Token);
            long seen = -1;
            while (true)
            {
                var (tick, number) = await NextAsync(seen, ending.Token);
                var frame = frameOf(tick, number == seen + 1);
                seen = number;
                await http.Response.BodyWriter.WriteAsync(frame, ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The stream has no last word; a reader that is still there connects again by itself.
        }
        finally
        {
            Leave();
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

    private void Join()
    {
        lock (_lock)
        {
            _readers++;
            if (_renderer is not null) return;
            _renderer = new object();
            _ = RunAsync(_renderer);
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_readers > 0) return;
            _renderer = null;
            _latest = null;
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

    [LoggerMessage(EventId = EventIds.RenderingFailed, Level = LogLevel.Warning, Message = "A rendering for open streams failed; the next is tried as planned.")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
