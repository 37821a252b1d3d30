using Polly;

namespace Dendrite.Resilience.Retries;

/// <summary>One call of a Polly pipeline with its retries. A call that succeeds at once costs no state machine.</summary>
internal static class RetryCall
{
    public static ValueTask<Outcome<TResult>> Execute<TResult, TState>(
        RetryOptions options, CallbackFailures callbacks, TimeProvider time, Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context, TState state)
    {
        options.Budget?.Deposit();
        var task = Attempt(callback, context, state);
        if (!task.IsCompletedSuccessfully) return RetryLaterAsync(options, callbacks, time, callback, context, state, task);
        var outcome = task.Result;
        return outcome.Exception is null && options is not RetryOptions<TResult> { ShouldRetryResult: not null }
            ? new(outcome)
            : RetryLaterAsync(options, callbacks, time, callback, context, state, new(outcome));
    }

    private static async ValueTask<Outcome<TResult>> RetryLaterAsync<TResult, TState>(
        RetryOptions options, CallbackFailures callbacks, TimeProvider time, Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback,
        ResilienceContext context, TState state, ValueTask<Outcome<TResult>> first)
    {
        var attempts = new Attempts(options, callbacks, deposit: false);
        var task = first;
        while (true)
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
            TimeSpan delay;
            if (outcome.Exception is { } exception)
            {
                if (!attempts.GoesOn(exception, out delay))
                    return attempts.EndsAsCompound(exception, context.CancellationToken) ? Outcome.FromException<TResult>(attempts.Compound(exception)) : outcome;
            }
            else
            {
                try
                {
                    if (!ShouldRetry(options, outcome.Result) || !attempts.GoesOnAfterResult(Asked(options, outcome.Result), out delay)) return outcome;
                }
                catch (Exception e)
                {
                    callbacks.Note(nameof(RetryOptions<>.ShouldRetryResult), e);
                    return Outcome.FromException<TResult>(e);
                }
            }
            try
            {
                await Task.Delay(delay, time, context.CancellationToken).ConfigureAwait(context.ContinueOnCapturedContext);
            }
            catch (OperationCanceledException e)
            {
                return Outcome.FromException<TResult>(e);
            }
            task = Attempt(callback, context, state);
        }
    }

    /// <summary>One attempt; a throw becomes an outcome, as Polly's own strategies have it.</summary>
    private static ValueTask<Outcome<TResult>> Attempt<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            return callback(context, state);
        }
        catch (Exception e)
        {
            return new(Outcome.FromException<TResult>(e));
        }
    }

    private static bool ShouldRetry<TResult>(RetryOptions options, TResult? result) =>
        options is RetryOptions<TResult> { ShouldRetryResult: { } should } && should(result!);

    private static TimeSpan? Asked<TResult>(RetryOptions options, TResult? result) =>
        options is RetryOptions<TResult> { RetryAfterResult: { } retryAfter } ? retryAfter(result!) : null;
}
