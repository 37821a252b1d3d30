using Polly.CircuitBreaker;

namespace Dendrite.Resilience.Breakers;

/// <summary>
/// The breaker did not let the call through; nothing was sent. It is a <see cref="BrokenCircuitException"/>, so whatever
/// handles Polly's handles this; its <see cref="BrokenCircuitException.RetryAfter"/> says when to come back, where that is known.
/// </summary>
public sealed class BreakerOpenException : BrokenCircuitException
{
    private BreakerOpenException(BreakerStatus status) : base(Describe(status)) => Status = status;

    private BreakerOpenException(BreakerStatus status, TimeSpan retryAfter) : base(Describe(status), retryAfter) => Status = status;

    /// <summary>The breaker's status when it refused.</summary>
    public BreakerStatus Status { get; }

    /// <summary>Tells of the refusal by a breaker of this status.</summary>
    public static BreakerOpenException Of(BreakerStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.RetryAfter is { } retryAfter ? new(status, retryAfter) : new(status);
    }

    private static string Describe(BreakerStatus status)
    {
        var why = status.Reason.Length == 0 ? "" : $": {status.Reason}";
        var who = status.By.Length == 0 ? "" : $" (by {status.By})";
        return $"The breaker '{status.Name}' is {status.State}{why}{who}.";
    }
}
