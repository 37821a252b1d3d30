using Polly;

namespace Dendrite.Resilience.Breakers;

/// <summary>A limiter as a strategy of a Polly pipeline.</summary>
internal sealed class LimiterStrategy(Limiter limiter) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        if (!limiter.TryEnter()) return new(Outcome.FromException<TResult>(new LimitExceededException(limiter.Name, limiter.Limit)));
        ValueTask<Outcome<TResult>> task;
        try
        {
            task = callback(context, state);
        }
        catch
        {
            limiter.Exit();
            throw;
        }
        if (!task.IsCompletedSuccessfully) return ExitLaterAsync(task, context);
        limiter.Exit();
        return new(task.Result);
    }

    private async ValueTask<Outcome<TResult>> ExitLaterAsync<TResult>(ValueTask<Outcome<TResult>> task, ResilienceContext context)
    {
        try
        {
            return await task.ConfigureAwait(context.ContinueOnCapturedContext);
        }
        finally
        {
            limiter.Exit();
        }
    }
}
