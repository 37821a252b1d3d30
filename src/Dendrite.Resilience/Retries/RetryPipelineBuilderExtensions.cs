using Polly;

namespace Dendrite.Resilience.Retries;

/// <summary>Adds retries to Polly pipelines.</summary>
public static class RetryPipelineBuilderExtensions
{
    /// <summary>Adds retries that end in a <see cref="CompoundException"/>, on the builder's clock.</summary>
    /// <param name="builder">A pipeline builder, generic or not.</param>
    /// <param name="options">How often and when; copied. Give <see cref="RetryOptions{T}"/> to judge results too.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">Options are out of range; all are listed.</exception>
    public static TBuilder AddRetries<TBuilder>(this TBuilder builder, RetryOptions options)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var copy = options.Copy();
        var time = builder.TimeProvider ?? TimeProvider.System;
        return builder.AddStrategy(_ => new RetryStrategy(copy, time), new RetryStrategyOptions { Name = copy.Name });
    }

    private sealed class RetryStrategyOptions : ResilienceStrategyOptions;
}
