using Polly;

namespace Dendrite.Resilience.Breakers;

/// <summary>A breaker as a strategy of a Polly pipeline, for calls whose results are judged by their exceptions alone.</summary>
internal sealed class BreakerStrategy(Breaker breaker, TimeProvider time) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state) =>
        BreakerCall.Execute(breaker, time, callback, context, state, judge: null);
}
