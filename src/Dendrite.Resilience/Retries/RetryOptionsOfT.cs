namespace Dendrite.Resilience.Retries;

/// <summary>Retry options for calls whose results may be failures too, such as HTTP answers.</summary>
/// <typeparam name="T">The type of the results.</typeparam>
public sealed class RetryOptions<T> : RetryOptions
{
    /// <summary>Which results are worth another attempt. Default null: none. When attempts run out, the last such result is the result. Where it throws, that is the outcome.</summary>
    public Func<T, bool>? ShouldRetryResult { get; set; }

    /// <summary>How long a result asks to wait, such as Retry-After. Default null: none does. Where it throws, that is the outcome.</summary>
    public Func<T, TimeSpan?>? RetryAfterResult { get; set; }

    internal override (Type Type, string Option)? JudgesResults =>
        ShouldRetryResult is not null ? (typeof(T), nameof(ShouldRetryResult)) : RetryAfterResult is not null ? (typeof(T), nameof(RetryAfterResult)) : null;
}
