using Polly;

namespace Dendrite.Resilience.Guards;

/// <summary>Adds whole guards to Polly pipelines.</summary>
public static class GuardPipelineBuilderExtensions
{
    /// <summary>
    /// Adds a guard as one strategy. What is further in runs once for each attempt, in a context of its own that has the
    /// attempt's token and the operation key, but not the properties of the outer context.
    /// </summary>
    /// <param name="builder">A pipeline builder, generic or not.</param>
    /// <param name="guard">The guard; give it the clock of the builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddGuard<TBuilder>(this TBuilder builder, Guard guard)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(guard);
        return builder.AddStrategy(_ => new GuardStrategy(guard), new GuardStrategyOptions { Name = guard.Name });
    }

    private sealed class GuardStrategyOptions : ResilienceStrategyOptions;
}
