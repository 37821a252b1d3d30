using System.Collections.Immutable;
using Dendrite.Contracts.Guards;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;

namespace Dendrite.Grains.Guards;

/// <summary>Between what crosses a process and what the library works with.</summary>
public static class GuardMaps
{
    /// <summary>What a silo's breaker must do by an answer of the cluster's.</summary>
    public static BreakerDirective ToDirective(this BreakerAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        // A tripped breaker is the cluster's to recover, by the one probe for all; only then has the operator's word ended.
        var governed = answer.State is CircuitState.Open or CircuitState.HalfOpen;
        return new BreakerDirective(answer.Version, (BreakerState)answer.State, answer.Reason, answer.By, answer.Lease)
        {
            Probes = answer.Probes,
            RetryAfter = answer.RetryAfter,
            Authority = answer.IsOperators && !governed ? BreakerAuthority.Operator : BreakerAuthority.Cluster,
        };
    }

    /// <summary>A silo's report of its breaker.</summary>
    public static BreakerReport ToReport(this BreakerEvidence evidence, BreakerStatus status, string silo, long sequence, bool wants = false, string lastFailure = "")
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(status);
        var isOwn = status.Authority == BreakerAuthority.Local;
        return new BreakerReport(
            silo, sequence, status.DirectiveVersion, (CircuitState)status.State, isOwn,
            isOwn && status.State == BreakerState.Open ? status.RetryAfter : null,
            evidence.Calls, evidence.Failures, evidence.SlowCalls, evidence.Refused, evidence.ProbeSuccesses, evidence.ProbeFailures,
            wants, evidence.Failures > 0 ? lastFailure : "");
    }

    /// <summary>A silo's report of its metrics.</summary>
    public static MetricsReport ToReport(this MetricsEvidence evidence, string silo, long sequence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new MetricsReport(
            silo, sequence, evidence.Counts.ToContract(),
            new LatencyBuckets(evidence.Latency.Indexes, evidence.Latency.Counts, evidence.Latency.SumTicks), evidence.InFlight, evidence.MaxInFlight);
    }

    /// <summary>Counts as they cross a process.</summary>
    public static CallCounts ToContract(this OutcomeCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var v = counts.Values;
        return new CallCounts(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13]);
    }

    /// <summary>Counts as the library adds them up.</summary>
    /// <exception cref="ArgumentException">A count is negative.</exception>
    public static OutcomeCounts ToLibrary(this CallCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return new OutcomeCounts(ImmutableArray.Create(
            counts.Success, counts.Failure, counts.Timeout, counts.ShortCircuited, counts.Rejected, counts.PoolRejected, counts.BadRequest, counts.Cancelled,
            counts.FallbackSuccess, counts.FallbackFailure, counts.FallbackMissing, counts.FallbackRejected, counts.CacheHit, counts.Retry));
    }

    /// <summary>A distribution as the library merges it.</summary>
    /// <exception cref="ArgumentException">The buckets are not those of a histogram.</exception>
    public static HistogramSnapshot ToLibrary(this LatencyBuckets buckets)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        return new HistogramSnapshot(buckets.Indexes, buckets.Counts, buckets.SumTicks);
    }
}
