using Polly;

namespace Dendrite.Resilience.Breakers;

/// <summary>A breaker as a strategy of a Polly pipeline for one type of result, which may be judged too.</summary>
internal sealed class BreakerStrategy<T>(Breaker breaker, TimeProvider time, Func<T, CallVerdict>? judge) : ResilienceStrategy<T>
{
    protected override ValueTask<Outcome<T>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<T>>> callback, ResilienceContext context, TState state) =>
        BreakerCall.Execute(breaker, time, callback, context, state, judge);
}
