using System.Runtime.CompilerServices;
using Polly;

namespace Dendrite.Resilience.Breakers;

/// <summary>One call of a Polly pipeline through a breaker. A call that ends at once costs no state machine.</summary>
internal static class BreakerCall
{
    public static ValueTask<Outcome<TResult>> Execute<TResult, TState>(
        Breaker breaker, TimeProvider time, Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context, TState state, Func<TResult, CallVerdict>? judge)
    {
        var startedAt = time.GetTimestamp();
        if (!breaker.TryEnter(startedAt, out var permit))
            return new(Outcome.FromException<TResult>(BreakerOpenException.Of(breaker.Status)));
        ValueTask<Outcome<TResult>> task;
        try
        {
            task = callback(context, state);
        }
        catch (Exception e)
        {
            task = new(Outcome.FromException<TResult>(e));
        }
        if (!task.IsCompletedSuccessfully) return FinishLaterAsync(breaker, time, task, context, permit, startedAt, judge);
        var outcome = task.Result;
        breaker.Complete(permit, VerdictOn(breaker, outcome, judge), startedAt, time.GetTimestamp());
        return new(outcome);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<Outcome<TResult>> FinishLaterAsync<TResult>(
        Breaker breaker, TimeProvider time, ValueTask<Outcome<TResult>> task, ResilienceContext context, BreakerPermit permit,
        long startedAt, Func<TResult, CallVerdict>? judge)
    {
        Outcome<TResult> outcome;
        try
        {
            outcome = await task.ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (Exception e)
        {
            outcome = Outcome.FromException<TResult>(e);
        }
        breaker.Complete(permit, VerdictOn(breaker, outcome, judge), startedAt, time.GetTimestamp());
        return outcome;
    }

    private static CallVerdict VerdictOn<TResult>(Breaker breaker, in Outcome<TResult> outcome, Func<TResult, CallVerdict>? judge)
    {
        if (outcome.Exception is { } exception) return breaker.VerdictOn(exception);
        return judge is null ? CallVerdict.Success : judge(outcome.Result!);
    }
}
