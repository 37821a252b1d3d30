namespace Dendrite.Resilience.Metrics;

/// <summary>
/// What happened between two drains, as a plain immutable value: send it, store it, add it to that of other processes.
/// Batches neither overlap nor leave gaps.
/// </summary>
/// <param name="From">When the previous batch ended.</param>
/// <param name="To">When this one ended.</param>
/// <param name="Counts">The outcomes in between.</param>
/// <param name="Latency">The latencies in between.</param>
/// <param name="InFlight">Calls in flight at <paramref name="To"/>.</param>
/// <param name="MaxInFlight">The most calls in flight at once within the counters' window before <paramref name="To"/>.</param>
public sealed record MetricsEvidence(
    DateTimeOffset From, DateTimeOffset To, OutcomeCounts Counts, HistogramSnapshot Latency, int InFlight, int MaxInFlight)
{
    /// <summary>Both batches as one: of the two processes, or of the two times.</summary>
    public MetricsEvidence Merge(MetricsEvidence other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(
            From < other.From ? From : other.From, To > other.To ? To : other.To,
            Counts + other.Counts, Latency.Merge(other.Latency), InFlight + other.InFlight, MaxInFlight + other.MaxInFlight);
    }
}
