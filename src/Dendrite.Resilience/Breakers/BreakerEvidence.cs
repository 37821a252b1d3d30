namespace Dendrite.Resilience.Breakers;

/// <summary>What one breaker saw between two drains, as a plain immutable value. Batches neither overlap nor leave gaps; add those of many processes.</summary>
/// <param name="From">When the previous batch ended.</param>
/// <param name="To">When this one ended.</param>
/// <param name="Calls">Calls that were judged: successes and failures, probes included.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="SlowCalls">Those that were slow.</param>
/// <param name="Refused">Calls that were not let through.</param>
/// <param name="ProbeSuccesses">Probes that succeeded.</param>
/// <param name="ProbeFailures">Probes that failed or never reported.</param>
public sealed record BreakerEvidence(
    DateTimeOffset From, DateTimeOffset To, long Calls, long Failures, long SlowCalls, long Refused, long ProbeSuccesses, long ProbeFailures)
{
    /// <summary>Both batches as one.</summary>
    public BreakerEvidence Merge(BreakerEvidence other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(
            From < other.From ? From : other.From, To > other.To ? To : other.To,
            Calls + other.Calls, Failures + other.Failures, SlowCalls + other.SlowCalls, Refused + other.Refused,
            ProbeSuccesses + other.ProbeSuccesses, ProbeFailures + other.ProbeFailures);
    }
}
