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
        var outcome = exception switch
        {
            null => CallOutcome.Success,
            BrokenCircuitException => CallOutcome.ShortCircuited,
            TimeoutRejectedException => CallOutcome.Timeout,
            ExecutionRejectedException => CallOutcome.Rejected,
            OperationCanceledException when context.CancellationToken.IsCancellationRequested => CallOutcome.Cancelled,
            _ => CallOutcome.Failure,
        };
        metrics.End(outcome, startedAt);
    }
}
