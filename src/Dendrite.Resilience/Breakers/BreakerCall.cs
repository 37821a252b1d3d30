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
        return task.IsCompletedSuccessfully
            ? new(Complete(breaker, time, task.Result, permit, startedAt, judge))
            : FinishLaterAsync(breaker, time, task, context, permit, startedAt, judge);
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
        return Complete(breaker, time, outcome, permit, startedAt, judge);
    }

    private static Outcome<TResult> Complete<TResult>(
        Breaker breaker, TimeProvider time, Outcome<TResult> outcome, in BreakerPermit permit, long startedAt, Func<TResult, CallVerdict>? judge)
    {
        Exception? thrown = null;
        var verdict = outcome.Exception is { } exception ? breaker.VerdictOn(exception)
            : judge is null ? CallVerdict.Success
            : breaker.VerdictOn(outcome.Result!, judge, out thrown);
        breaker.Complete(permit, verdict, startedAt, time.GetTimestamp());
        return thrown is null ? outcome : Outcome.FromException<TResult>(thrown);
    }
}
