using System.Runtime.CompilerServices;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;
using Polly.Timeout;

namespace Dendrite.Resilience.Guards;

// What becomes of calls that were refused, that wait, and that failed.
public sealed partial class Guard
{
    private ValueTask<GuardResult<T>> RefuseAsync<TState, T>(
        GuardCall<TState, T> call, TState state, CallOutcome outcome, long now, CancellationToken caller)
    {
        Metrics.Record(outcome, now);
        if (call.Fallback is not null) return FallBackAsync(call, state, outcome, Refusal(outcome), caller);
        Metrics.Record(CallOutcome.FallbackMissing, now);
        return new(GuardResult<T>.Refused(outcome, this));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GuardResult<T>> QueueAsync<TState, T>(
        GuardCall<TState, T> call, TState state, BreakerPermit permit, long startedAt, CancellationToken caller)
    {
        // A call from within a call of this pool would wait for a place that is given back only once it has ended itself.
        var isNested = _within!.Value is { IsRunning: true };
        var deadline = _totalStamps == long.MaxValue ? null : _deadlines!.Rent();
        deadline?.Start(startedAt, startedAt + _totalStamps, caller);
        bool? entered = null;
        try
        {
            entered = await Pool!.EnterAsync(mayWait: !isNested, deadline?.Token ?? caller).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Told apart below: the time was over, or the caller went away.
        }
        var timedOut = deadline is not null && _deadlines!.Return(deadline);
        var now = _time.GetTimestamp();
        if (entered == true)
        {
            Metrics.Begin(now);
            var place = new PoolPlace();
            _within.Value = place;
            var result = await AttemptAsync(call, state, permit, startedAt, now, caller).ConfigureAwait(false);
            place.IsRunning = false;
            return result;
        }
        Breaker.Complete(permit, CallVerdict.Ignored, startedAt, now);
        _limiter?.Exit();
        if (entered == false && isNested)
        {
            Metrics.Record(CallOutcome.PoolRejected, now);
            Metrics.Record(CallOutcome.FallbackMissing, now);
            return GuardResult<T>.Failed(CallOutcome.PoolRejected, new InvalidOperationException(
                $"A call within a call of the guard '{Name}' found every worker of its pool busy, and would wait for itself. Give the inner call another guard, or the pool more workers."));
        }
        if (entered == false) return await RefuseAsync(call, state, CallOutcome.PoolRejected, now, caller).ConfigureAwait(false);
        if (!timedOut)
        {
            Metrics.Record(CallOutcome.Cancelled, startedAt, now);
            return GuardResult<T>.Failed(CallOutcome.Cancelled, new OperationCanceledException(caller));
        }
        Metrics.Record(CallOutcome.Timeout, startedAt, now);
        var limit = _options.TotalTimeout ?? default;
        return await FallBackAsync(call, state, CallOutcome.Timeout, new TimeoutRejectedException($"The guard '{Name}' had no free worker within {limit}.", limit), caller)
            .ConfigureAwait(false);
    }

    private ValueTask<GuardResult<T>> FailAsync<TState, T>(
        GuardCall<TState, T> call, TState state, in AttemptEnd<T> end, Attempts? attempts, long startedAt, CancellationToken caller)
    {
        var now = _time.GetTimestamp();
        End(end.Outcome, startedAt, now);
        if (end.Exception is not { } exception)
        {
            if (call.Fallback is not null) return FallBackAsync(call, state, end.Outcome, new FailedResultException(Name, end.Value), caller);
            Metrics.Record(CallOutcome.FallbackMissing, now);
            return new(GuardResult<T>.Ended(end.Outcome, end.Value));
        }
        // Without retries the one failure speaks for itself.
        if (attempts is not null && attempts.Count > 1) exception = attempts.Compound(exception);
        return FallBackAsync(call, state, end.Outcome, exception, caller);
    }

    private async ValueTask<GuardResult<T>> FallBackAsync<TState, T>(
        GuardCall<TState, T> call, TState state, CallOutcome outcome, Exception exception, CancellationToken caller)
    {
        if (call.Fallback is null)
        {
            Metrics.Record(CallOutcome.FallbackMissing);
            return GuardResult<T>.Failed(outcome, exception);
        }
        if (!_fallbackLimiter.TryEnter())
        {
            Metrics.Record(CallOutcome.FallbackRejected);
            return GuardResult<T>.Failed(outcome, exception);
        }
        try
        {
            var value = await call.Fallback(state, exception, caller).ConfigureAwait(false);
            Metrics.Record(CallOutcome.FallbackSuccess);
            return GuardResult<T>.FellBack(outcome, value);
        }
        catch (Exception second)
        {
            Metrics.Record(CallOutcome.FallbackFailure);
            return GuardResult<T>.Failed(outcome, new CompoundException([exception, second], $"The guard '{Name}' and its fallback failed"));
        }
        finally
        {
            _fallbackLimiter.Exit();
        }
    }

    /// <summary>What a flow of execution carries while it runs in a place of the pool.</summary>
    private sealed class PoolPlace
    {
        public volatile bool IsRunning = true;
    }
}
