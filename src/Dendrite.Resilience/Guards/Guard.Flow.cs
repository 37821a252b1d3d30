using System.Runtime.CompilerServices;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;
using Polly;
using Polly.Timeout;

namespace Dendrite.Resilience.Guards;

// The way of one call. The common one, a first attempt that succeeds at once, is straight code without a state machine.
public sealed partial class Guard
{
    /// <summary>Makes a call, and tells how it ended instead of throwing.</summary>
    /// <param name="call">What to call.</param>
    /// <param name="state">What the call works on.</param>
    /// <param name="cancellationToken">The caller's; cancelling it says nothing of the guard's health.</param>
    public ValueTask<GuardResult<T>> ExecuteResultAsync<TState, T>(
        GuardCall<TState, T> call, TState state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(call);
        var startedAt = _time.GetTimestamp();
        if (cancellationToken.IsCancellationRequested)
        {
            Metrics.Record(CallOutcome.Cancelled, startedAt);
            return new(GuardResult<T>.Failed(CallOutcome.Cancelled, new OperationCanceledException(cancellationToken)));
        }
        if (!Breaker.TryEnter(startedAt, out var permit)) return RefuseAsync(call, state, CallOutcome.ShortCircuited, startedAt, cancellationToken);
        if (_limiter is not null && !_limiter.TryEnter())
        {
            Breaker.Complete(permit, CallVerdict.Ignored, startedAt, startedAt);
            return RefuseAsync(call, state, CallOutcome.Rejected, startedAt, cancellationToken);
        }
        if (Pool is not null) return QueueAsync(call, state, permit, startedAt, cancellationToken);
        Metrics.Begin(startedAt);
        return AttemptAsync(call, state, permit, startedAt, startedAt, cancellationToken);
    }

    private ValueTask<GuardResult<T>> AttemptAsync<TState, T>(
        GuardCall<TState, T> call, TState state, BreakerPermit permit, long startedAt, long now, CancellationToken caller)
    {
        _retry.Budget?.Deposit();
        var deadline = StartDeadline(startedAt, now, caller);
        var task = call.Run(state, deadline is null ? caller : deadline.Token);
        if (!task.IsCompletedSuccessfully) return FinishAsync(call, state, task, permit, deadline, startedAt, now, caller);
        var outcome = task.Result;
        if (outcome.Exception is not null || call.JudgeResult is not null)
            return FinishAsync(call, state, new(outcome), permit, deadline, startedAt, now, caller);
        var endedAt = _time.GetTimestamp();
        if (deadline is not null) _deadlines!.Return(deadline);
        Breaker.Complete(permit, CallVerdict.Success, now, endedAt);
        End(CallOutcome.Success, startedAt, endedAt);
        return new(GuardResult<T>.Ended(CallOutcome.Success, outcome.Result));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GuardResult<T>> FinishAsync<TState, T>(
        GuardCall<TState, T> call, TState state, ValueTask<Outcome<T>> task, BreakerPermit permit, Deadline? deadline,
        long startedAt, long attemptStartedAt, CancellationToken caller)
    {
        Attempts? attempts = null;
        while (true)
        {
            var end = Judge(call, state, await task.ConfigureAwait(false), deadline, caller);
            var now = _time.GetTimestamp();
            Breaker.Complete(permit, end.Judgement.Verdict, attemptStartedAt, now, end.Judgement.RetryAfter);
            if (end.Outcome is CallOutcome.Success or CallOutcome.BadRequest or CallOutcome.Cancelled)
            {
                End(end.Outcome, startedAt, now);
                return end.Exception is null
                    ? GuardResult<T>.Ended(end.Outcome, end.Value)
                    : GuardResult<T>.Failed(end.Outcome, end.Exception);
            }
            attempts ??= new Attempts(_retry, _callbacks, deposit: false);
            if (!GoesOn(attempts, end, startedAt, now, out var delay)) return await FailAsync(call, state, end, attempts, startedAt, caller).ConfigureAwait(false);
            Metrics.Record(CallOutcome.Retry, now);
            if (delay > TimeSpan.Zero && !await WaitAsync(delay, caller).ConfigureAwait(false))
            {
                Discard(end.Value);
                End(CallOutcome.Cancelled, startedAt, _time.GetTimestamp());
                return GuardResult<T>.Failed(CallOutcome.Cancelled, new OperationCanceledException(caller));
            }
            attemptStartedAt = _time.GetTimestamp();
            if (!Breaker.TryEnter(attemptStartedAt, out permit))
            {
                if (end.Exception is not null) end = end with { Exception = attempts.Compound(BreakerOpenException.Of(Breaker.Status)) };
                return await FailAsync(call, state, end, null, startedAt, caller).ConfigureAwait(false);
            }
            // A failed result, such as an HTTP answer, is not handed to anybody once it is tried again.
            Discard(end.Value);
            deadline = StartDeadline(startedAt, attemptStartedAt, caller);
            task = call.Run(state, deadline is null ? caller : deadline.Token);
        }
    }

    private bool GoesOn<T>(Attempts attempts, in AttemptEnd<T> end, long startedAt, long now, out TimeSpan delay)
    {
        delay = default;
        var next = end.Exception is null
            ? end.Judgement.IsRetryable && attempts.GoesOnAfterResult(end.Judgement.RetryAfter, out delay)
            : attempts.GoesOn(end.Exception, end.Judgement.IsRetryable, end.Judgement.RetryAfter, out delay);
        // No attempt begins that could not end in time.
        return next && (_totalStamps == long.MaxValue || now + delay.TotalSeconds * _time.TimestampFrequency < startedAt + _totalStamps);
    }

    private AttemptEnd<T> Judge<TState, T>(GuardCall<TState, T> call, TState state, Outcome<T> outcome, Deadline? deadline, CancellationToken caller)
    {
        var timedOut = deadline is not null && _deadlines!.Return(deadline);
        if (outcome.Exception is not { } exception) return JudgeResult(call, state, outcome.Result!);
        if (exception is OperationCanceledException)
        {
            if (timedOut)
            {
                var limit = _options.AttemptTimeout ?? _options.TotalTimeout ?? default;
                exception = new TimeoutRejectedException($"The guard '{Name}' did not answer within {limit}.", limit, exception);
                return new(CallOutcome.Timeout, JudgeException(call, state, exception), default, exception);
            }
            if (caller.IsCancellationRequested) return new(CallOutcome.Cancelled, CallJudgement.BadRequest, default, exception);
        }
        var meaning = JudgeException(call, state, exception);
        return new(meaning.Verdict == CallVerdict.Ignored ? CallOutcome.BadRequest : CallOutcome.Failure, meaning, default, exception);
    }

    private Deadline? StartDeadline(long startedAt, long now, CancellationToken caller)
    {
        if (_deadlines is null) return null;
        var due = _attemptStamps == long.MaxValue ? long.MaxValue : now + _attemptStamps;
        if (_totalStamps != long.MaxValue) due = Math.Min(due, startedAt + _totalStamps);
        var deadline = _deadlines.Rent();
        deadline.Start(now, due, caller);
        return deadline;
    }

    private async ValueTask<bool> WaitAsync(TimeSpan delay, CancellationToken caller)
    {
        try
        {
            await Task.Delay(delay, _time, caller).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void End(CallOutcome outcome, long startedAt, long now)
    {
        _limiter?.Exit();
        Pool?.Exit();
        Metrics.End(outcome, startedAt, now);
    }

    /// <summary>How one attempt ended.</summary>
    private readonly record struct AttemptEnd<T>(CallOutcome Outcome, CallJudgement Judgement, T? Value, Exception? Exception);
}
