using Polly;

namespace Dendrite.Resilience.Harness;

/// <summary>A harness as a strategy of a Polly pipeline.</summary>
internal sealed class HarnessStrategy(ExceptionHarness harness, string target) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            var task = callback(context, state);
            return task.IsCompletedSuccessfully ? new(See(task.Result)) : WatchAsync(task, context);
        }
        catch (Exception e) when (harness.See(target, e))
        {
            throw;
        }
    }

    private async ValueTask<Outcome<TResult>> WatchAsync<TResult>(ValueTask<Outcome<TResult>> task, ResilienceContext context)
    {
        try
        {
            return See(await task.ConfigureAwait(context.ContinueOnCapturedContext));
        }
        catch (Exception e) when (harness.See(target, e))
        {
            throw;
        }
    }

    private Outcome<TResult> See<TResult>(Outcome<TResult> outcome)
    {
        if (outcome.Exception is { } exception) harness.See(target, exception);
        return outcome;
    }
}
