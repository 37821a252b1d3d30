using Dendrite.Resilience.Metrics;
using Polly;

namespace Dendrite.Resilience.Guards;

/// <summary>A whole guard as one strategy of a Polly pipeline.</summary>
internal sealed class GuardStrategy(Guard guard) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var task = guard.ExecuteResultAsync(Calls<TResult, TState>.Through, (callback, context, state), context.CancellationToken);
        return task.IsCompletedSuccessfully ? new(ToOutcome(task.Result, context)) : AwaitAsync(task, context);
    }

    private static async ValueTask<Outcome<TResult>> AwaitAsync<TResult>(ValueTask<GuardResult<TResult>> task, ResilienceContext context) =>
        ToOutcome(await task.ConfigureAwait(context.ContinueOnCapturedContext), context);

    private static Outcome<TResult> ToOutcome<TResult>(in GuardResult<TResult> result, ResilienceContext context)
    {
        if (result.Exception is not { } exception) return Outcome.FromResult(result.Value!);
        NotedOutcome.Note(context, result.Outcome, exception);
        return Outcome.FromException<TResult>(exception);
    }

    private static class Calls<TResult, TState>
    {
        public static readonly GuardCall<(Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> Callback, ResilienceContext Context, TState State), TResult> Through =
            GuardCall<(Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> Callback, ResilienceContext Context, TState State), TResult>.OfOutcome(
                static (call, token) => RunAsync(call.Callback, call.Context, call.State, token));

        private static async ValueTask<Outcome<TResult>> RunAsync(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext outer, TState state, CancellationToken token)
        {
            // Polly lets only its own strategies change the token of a context, so an attempt runs in one of its own.
            var context = ResilienceContextPool.Shared.Get(outer.OperationKey, outer.ContinueOnCapturedContext, token);
            try
            {
                return await callback(context, state).ConfigureAwait(outer.ContinueOnCapturedContext);
            }
            catch (Exception e)
            {
                return Outcome.FromException<TResult>(e);
            }
            finally
            {
                ResilienceContextPool.Shared.Return(context);
            }
        }
    }
}
