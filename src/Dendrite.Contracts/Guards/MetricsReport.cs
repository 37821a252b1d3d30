namespace Dendrite.Contracts.Guards;

/// <summary>What one silo counted of a guard since its last report that was answered. The same report may be sent again: it counts once.</summary>
/// <param name="Silo">The silo, by a name that a restart does not use again.</param>
/// <param name="Sequence">Rises by one with each new report of the silo; starts at 1.</param>
/// <param name="Counts">How calls ended in between.</param>
/// <param name="Latency">How long they took.</param>
/// <param name="InFlight">Calls in flight at the end.</param>
/// <param name="MaxInFlight">The most in flight at once within the last 10 s.</param>
[GenerateSerializer, Immutable, Alias("dendrite.MetricsReport")]
public sealed record MetricsReport(
    [property: Id(0)] string Silo,
    [property: Id(1)] long Sequence,
    [property: Id(2)] CallCounts Counts,
    [property: Id(3)] LatencyBuckets Latency,
    [property: Id(4)] int InFlight,
    [property: Id(5)] int MaxInFlight);
