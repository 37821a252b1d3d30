using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;

namespace Dendrite.Resilience.Guards;

/// <summary>
/// Everything around the calls of one guard, in one piece: breaker, limiter, worker pool, time-outs, retries, metrics
/// and fallback. A call passes in this order: is the circuit open? are too many in flight? is the pool full? then
/// attempts, each within its time and through the breaker, until one succeeds or none is left; then the fallback. Each
/// call ends under exactly one <see cref="CallOutcome"/>. Any thread may use it; a call that succeeds at once allocates nothing.
/// </summary>
public sealed partial class Guard
{
    private readonly GuardOptions _options;
    private readonly RetryOptions _retry;
    private readonly TimeProvider _time;
    private readonly Limiter? _limiter;
    private readonly Limiter _fallbackLimiter;
    private readonly DeadlinePool? _deadlines;
    private readonly AsyncLocal<PoolPlace?>? _within;
    private readonly long _attemptStamps;
    private readonly long _totalStamps;

    /// <param name="options">The declaration; copied.</param>
    /// <param name="time">The clock; the system's where null.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">Options are out of range; all of a part are listed.</exception>
    public Guard(GuardOptions? options = null, TimeProvider? time = null)
    {
        _options = options?.Copy() ?? new GuardOptions();
        _options.Validate();
        _time = time ?? TimeProvider.System;
        var breaker = _options.Breaker.Copy();
        breaker.Name = _options.Name;
        Breaker = new Breaker(breaker, _time);
        _callbacks = new(Trace, _options.Name);
        Metrics = new GuardMetrics(_options.Metrics, _time);
        _retry = _options.Retry?.Copy() ?? new RetryOptions { MaxAttempts = 1 };
        _retry.Validate();
        if (_options.Retry is null || _retry.Name == "retry") _retry.Name = _options.Name;
        _limiter = _options.MaxConcurrentCalls is { } limit ? new Limiter(limit, _options.Name) : null;
        _fallbackLimiter = new Limiter(_options.MaxConcurrentFallbacks, _options.Name);
        if (_options.Pool is { } pool) (Pool, _within) = (new WorkerPool(pool), new AsyncLocal<PoolPlace?>());
        _attemptStamps = Stamps(_options.AttemptTimeout);
        _totalStamps = Stamps(_options.TotalTimeout);
        if (_options.AttemptTimeout is not null || _options.TotalTimeout is not null) _deadlines = new DeadlinePool(_time);
    }

    /// <summary>What the guard is called.</summary>
    public string Name => _options.Name;

    /// <summary>Its breaker: trip, reset and read it, or govern it from outside.</summary>
    public Breaker Breaker { get; }

    /// <summary>Its metrics: read or drain them.</summary>
    public GuardMetrics Metrics { get; }

    /// <summary>Its worker pool; null where it has none.</summary>
    public WorkerPool? Pool { get; }

    /// <summary>Makes a call.</summary>
    /// <param name="call">What to call.</param>
    /// <param name="cancellationToken">The caller's; cancelling it says nothing of the guard's health.</param>
    /// <exception cref="BreakerOpenException">The breaker was open.</exception>
    /// <exception cref="LimitExceededException">Too many calls were in flight.</exception>
    /// <exception cref="PoolFullException">The worker pool was full.</exception>
    /// <exception cref="Polly.Timeout.TimeoutRejectedException">The only attempt took too long.</exception>
    /// <exception cref="CompoundException">Every attempt failed, and there was more than one.</exception>
    public ValueTask<T> ExecuteAsync<T>(Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        return ExecuteAsync(DirectCall<T>.Asynchronous, call, cancellationToken);
    }

    /// <inheritdoc cref="ExecuteAsync{T}(Func{CancellationToken, ValueTask{T}}, CancellationToken)"/>
    public async ValueTask ExecuteAsync(Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        await ExecuteAsync(VoidCall.Asynchronous, call, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc cref="ExecuteAsync{T}(Func{CancellationToken, ValueTask{T}}, CancellationToken)"/>
    public ValueTask<T> ExecuteAsync<TState, T>(GuardCall<TState, T> call, TState state, CancellationToken cancellationToken = default)
    {
        var task = ExecuteResultAsync(call, state, cancellationToken);
        return task.IsCompletedSuccessfully ? new(task.Result.GetValueOrThrow()) : UnwrapAsync(task);
    }

    /// <summary>Makes a call on this thread, which also sleeps through delays and queues.</summary>
    /// <inheritdoc cref="ExecuteAsync{T}(Func{CancellationToken, ValueTask{T}}, CancellationToken)"/>
    /// <exception cref="ArgumentException">The call gives a task, which nobody would await; use ExecuteAsync.</exception>
    public T Execute<T>(Func<CancellationToken, T> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        SynchronousCall<T>.Require(nameof(call));
        return ExecuteResult(DirectCall<T>.Synchronous, call, cancellationToken).GetValueOrThrow();
    }

    /// <summary>Makes a call on this thread, which also sleeps through delays and queues.</summary>
    /// <inheritdoc cref="ExecuteAsync{T}(Func{CancellationToken, ValueTask{T}}, CancellationToken)"/>
    public void Execute(Action<CancellationToken> call, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        ExecuteResult(VoidCall.Synchronous, call, cancellationToken).GetValueOrThrow();
    }

    /// <summary>Makes a call on this thread, and tells how it ended.</summary>
    public GuardResult<T> ExecuteResult<TState, T>(GuardCall<TState, T> call, TState state, CancellationToken cancellationToken = default)
    {
        var task = ExecuteResultAsync(call, state, cancellationToken);
        return task.IsCompleted ? task.GetAwaiter().GetResult() : task.AsTask().GetAwaiter().GetResult();
    }

    internal Exception Refusal(CallOutcome outcome) => outcome switch
    {
        CallOutcome.Rejected => new LimitExceededException(Name, _limiter?.Limit ?? 0),
        CallOutcome.PoolRejected => new PoolFullException(Name),
        _ => BreakerOpenException.Of(Breaker.Status),
    };

    private static async ValueTask<T> UnwrapAsync<T>(ValueTask<GuardResult<T>> task) => (await task.ConfigureAwait(false)).GetValueOrThrow();

    private long Stamps(TimeSpan? time) => time is { } t ? Math.Max(1, (long)(t.TotalSeconds * _time.TimestampFrequency)) : long.MaxValue;

    private static class VoidCall
    {
        public static readonly GuardCall<Func<CancellationToken, ValueTask>, bool> Asynchronous = new(static async (call, token) =>
        {
            await call(token).ConfigureAwait(false);
            return true;
        });

        public static readonly GuardCall<Action<CancellationToken>, bool> Synchronous = new(static (call, token) =>
        {
            call(token);
            return new ValueTask<bool>(true);
        });
    }

    private static class DirectCall<T>
    {
        public static readonly GuardCall<Func<CancellationToken, ValueTask<T>>, T> Asynchronous = new(static (call, token) => call(token));
        public static readonly GuardCall<Func<CancellationToken, T>, T> Synchronous = new(static (call, token) => new ValueTask<T>(call(token)));
    }
}
