using Polly;

namespace Dendrite.Resilience.Metrics;

/// <summary>Adds recording to Polly pipelines.</summary>
public static class MetricsPipelineBuilderExtensions
{
    /// <summary>
    /// Records every call that passes here. Put it outermost: it tells short circuits, time-outs and rejections of the
    /// strategies further in from failures.
    /// </summary>
    /// <param name="builder">A pipeline builder, generic or not.</param>
    /// <param name="metrics">Where to record; many pipelines may share it.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddMetrics<TBuilder>(this TBuilder builder, GuardMetrics metrics)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(metrics);
        return builder.AddStrategy(_ => new MetricsStrategy(metrics), new MetricsStrategyOptions());
    }

    private sealed class MetricsStrategyOptions : ResilienceStrategyOptions
    {
        public MetricsStrategyOptions() => Name = "Metrics";
    }
}
