using Polly;

namespace Dendrite.Resilience.Breakers;

/// <summary>Adds breakers and limiters to Polly pipelines.</summary>
public static class BreakerPipelineBuilderExtensions
{
    /// <summary>Adds a breaker, which other pipelines, a switchboard or a cluster may share.</summary>
    /// <param name="builder">A pipeline builder, generic or not.</param>
    /// <param name="breaker">The breaker; give it the clock of the builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddBreaker<TBuilder>(this TBuilder builder, Breaker breaker)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(breaker);
        return builder.AddStrategy(_ => new BreakerStrategy(breaker, breaker.Time), Options("Breaker"));
    }

    /// <summary>Adds a breaker of its own, on the builder's clock.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">Options are out of range; all are listed.</exception>
    public static TBuilder AddBreaker<TBuilder>(this TBuilder builder, BreakerOptions options)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        return builder.AddBreaker(new Breaker(options, builder.TimeProvider));
    }

    /// <summary>Adds a breaker that judges results too, such as the status of an HTTP answer.</summary>
    /// <param name="builder">The builder of a pipeline for one type of result.</param>
    /// <param name="breaker">The breaker.</param>
    /// <param name="judge">What a result says of the health of what was called. Where it throws, that is the outcome of the call.</param>
    public static ResiliencePipelineBuilder<T> AddBreaker<T>(this ResiliencePipelineBuilder<T> builder, Breaker breaker, Func<T, CallVerdict> judge)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(breaker);
        ArgumentNullException.ThrowIfNull(judge);
        return builder.AddStrategy(_ => new BreakerStrategy<T>(breaker, breaker.Time, judge), Options("Breaker"));
    }

    /// <summary>Adds a limiter, which refuses at once what is above its limit.</summary>
    public static TBuilder AddLimiter<TBuilder>(this TBuilder builder, Limiter limiter)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(limiter);
        return builder.AddStrategy(_ => new LimiterStrategy(limiter), Options("Limiter"));
    }

    private static ModuleStrategyOptions Options(string name) => new() { Name = name };

    private sealed class ModuleStrategyOptions : ResilienceStrategyOptions;
}
