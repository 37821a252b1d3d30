using System.ComponentModel.DataAnnotations;
using Polly;

namespace Dendrite.Resilience.Retries;

/// <summary>Adds retries to Polly pipelines.</summary>
public static class RetryPipelineBuilderExtensions
{
    /// <summary>Adds retries that end in a <see cref="CompoundException"/>, on the builder's clock.</summary>
    /// <param name="builder">A pipeline builder, generic or not.</param>
    /// <param name="options">How often and when; copied. Give <see cref="RetryOptions{T}"/> to judge results too.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">Options are out of range, all are listed; or they judge results that the pipeline does not have.</exception>
    public static TBuilder AddRetries<TBuilder>(this TBuilder builder, RetryOptions options)
        where TBuilder : ResiliencePipelineBuilderBase
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.JudgesResults is { } judged && builder.GetType() is { IsGenericType: true } typed && typed.GetGenericArguments()[0] is var results && results != judged.Type)
            throw new ValidationException($"{judged.Option} of retry '{options.Name}' judges {judged.Type}, but the results of the pipeline are {results}; give RetryOptions<{results.Name}>.");
        var copy = options.Copy();
        var time = builder.TimeProvider ?? TimeProvider.System;
        return builder.AddStrategy(_ => new RetryStrategy(copy, time), new RetryStrategyOptions { Name = copy.Name });
    }

    private sealed class RetryStrategyOptions : ResilienceStrategyOptions;
}
