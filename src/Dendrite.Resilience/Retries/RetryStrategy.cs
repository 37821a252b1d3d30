using Polly;

namespace Dendrite.Resilience.Retries;

/// <summary>Retries as a strategy of a Polly pipeline. Options for a type of result judge the results of that type.</summary>
internal sealed class RetryStrategy(RetryOptions options, TimeProvider time) : ResilienceStrategy
{
    private readonly CallbackFailures _callbacks = new(Retry.Trace, options.Name);

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state) =>
        RetryCall.Execute(options, _callbacks, time, callback, context, state);
}
