using Polly;

namespace Dendrite.Resilience.Services;

/// <summary>Adds whole services to Polly pipelines.</summary>
public static class ServicePipelineBuilderExtensions
{
    /// <summary>
    /// Adds a service as one strategy. What is further in runs once for each attempt, in a context of its own that has the
    /// attempt's token and the operation key, but not the properties of the outer context.
    /// </summary>
    /// <param name="builder">A pipeline builder, generic or not.</param>
    /// <param name="service">The service; give it the clock of the builder.</param>
    /// <returns>The builder.</returns>
    public static TBuilder AddService<TBuilder>(this TBuilder builder, Service service)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(service);
        return builder.AddStrategy(_ => new ServiceStrategy(service), new ServiceStrategyOptions { Name = service.Name });
    }

    private sealed class ServiceStrategyOptions : ResilienceStrategyOptions;
}
