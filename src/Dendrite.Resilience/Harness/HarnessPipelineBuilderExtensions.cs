using Polly;

namespace Dendrite.Resilience.Harness;

/// <summary>Adds watching to Polly pipelines.</summary>
public static class HarnessPipelineBuilderExtensions
{
    /// <summary>Watches the exceptions that pass here, as results and as throws.</summary>
    /// <param name="builder">A pipeline builder, generic or not.</param>
    /// <param name="harness">The harness.</param>
    /// <param name="target">What the exceptions are counted under.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddHarness<TBuilder>(this TBuilder builder, ExceptionHarness harness, string target)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(harness);
        ArgumentException.ThrowIfNullOrEmpty(target);
        return builder.AddStrategy(_ => new HarnessStrategy(harness, target), new HarnessStrategyOptions { Name = "Harness" });
    }

    private sealed class HarnessStrategyOptions : ResilienceStrategyOptions;
}
