using Polly.CircuitBreaker;

namespace Dendrite.Resilience.Breakers;

/// <summary>
/// The breaker did not let the call through; nothing was sent. It is a <see cref="BrokenCircuitException"/>, so whatever
/// handles Polly's handles this; its <see cref="BrokenCircuitException.RetryAfter"/> says when to come back, where that is known.
/// </summary>
public sealed class BreakerOpenException : BrokenCircuitException
{
    /// <summary>Tells of the refusal by a breaker of this status.</summary>
    public BreakerOpenException(BreakerStatus status) : base(Describe(status), status.RetryAfter ?? TimeSpan.Zero) => Status = status;

    /// <summary>The breaker's status when it refused.</summary>
    public BreakerStatus Status { get; }

    private static string Describe(BreakerStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        var why = status.Reason.Length == 0 ? "" : $": {status.Reason}";
        var who = status.By.Length == 0 ? "" : $" (by {status.By})";
        return $"The breaker '{status.Name}' is {status.State}{why}{who}.";
    }
}
