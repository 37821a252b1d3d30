using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Dendrite.Resilience.Metrics;

/// <summary>Records each call of a Polly pipeline; outcomes of strategies further in are told apart by their exceptions.</summary>
internal sealed class MetricsStrategy(GuardMetrics metrics) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var startedAt = metrics.Begin();
        ValueTask<Outcome<TResult>> task;
        try
        {
            task = callback(context, state);
        }
        catch (Exception e)
        {
            End(e, startedAt, context);
            throw;
        }
        if (!task.IsCompletedSuccessfully) return EndLaterAsync(task, startedAt, context);
        var outcome = task.Result;
        End(outcome.Exception, startedAt, context);
        return new(outcome);
    }

    private async ValueTask<Outcome<TResult>> EndLaterAsync<TResult>(ValueTask<Outcome<TResult>> task, long startedAt, ResilienceContext context)
    {
        Outcome<TResult> outcome;
        try
        {
            outcome = await task.ConfigureAwait(context.ContinueOnCapturedContext);
        }
        catch (Exception e)
        {
            End(e, startedAt, context);
            throw;
        }
        End(outcome.Exception, startedAt, context);
        return outcome;
    }

    private void End(Exception? exception, long startedAt, ResilienceContext context)
    {
        metrics.End(exception is null ? CallOutcome.Success : OutcomeOf(exception, context), startedAt);
    }

    private static CallOutcome OutcomeOf(Exception exception, ResilienceContext context)
    {
        if (NotedOutcome.Of(context, exception) is { } noted) return noted;
        // Several attempts failed: the last that ran says how, as one that was refused after it did not run.
        if (exception is IReadOnlyList<Exception> { Count: > 0 } attempts)
            return OutcomeOf(attempts.LastOrDefault(a => a is not ExecutionRejectedException or TimeoutRejectedException) ?? attempts[^1], context);
        return exception switch
        {
            BrokenCircuitException => CallOutcome.ShortCircuited,
            TimeoutRejectedException => CallOutcome.Timeout,
            ExecutionRejectedException => CallOutcome.Rejected,
            OperationCanceledException when context.CancellationToken.IsCancellationRequested => CallOutcome.Cancelled,
            _ => CallOutcome.Failure,
        };
    }
}
