using Dendrite.Protocol;

namespace Dendrite.Contracts.Guards;

/// <summary>What the whole cluster's calls of a guard came to. Reading it changes nothing. What is unknown is null or empty, not zero.</summary>
/// <param name="Guard">Whose it is.</param>
/// <param name="At">When it was read.</param>
/// <param name="Counts">How calls ended within the last 10 s.</param>
/// <param name="CountsCover">The time that <paramref name="Counts"/> covers: 10 s, or less right after the start.</param>
/// <param name="Traffic">Requests of each of the last 120 seconds, oldest first, the running second last.</param>
/// <param name="RequestsPerSecond">Requests per second within the last 10 s.</param>
/// <param name="ErrorPercentage">Errors as a share of successes and errors within the last 10 s, in percent; null when there was neither.</param>
/// <param name="LatencyCount">How many latencies the last 60 s hold.</param>
/// <param name="LatencyMean">Their exact mean; null when there is none.</param>
/// <param name="Latencies">Their percentiles 0, 25, 50, 75, 90, 95, 99, 99.5 and 100, in this order; empty when there is none.</param>
/// <param name="InFlight">Calls in flight, by the silos' last reports.</param>
/// <param name="MaxInFlight">The sum of the most that each silo had in flight at once within 10 s.</param>
/// <param name="Silos">The silos that report, in order.</param>
[GenerateSerializer, Immutable, Alias("dendrite.GuardMetricsView")]
public sealed record GuardMetricsView(
    [property: Id(0)] GuardKey Guard,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] CallCounts Counts,
    [property: Id(3)] TimeSpan CountsCover,
    [property: Id(4)] IReadOnlyList<long> Traffic,
    [property: Id(5)] double RequestsPerSecond,
    [property: Id(6)] double? ErrorPercentage,
    [property: Id(7)] long LatencyCount,
    [property: Id(8)] TimeSpan? LatencyMean,
    [property: Id(9)] IReadOnlyList<LatencyPercentile> Latencies,
    [property: Id(10)] int InFlight,
    [property: Id(11)] int MaxInFlight,
    [property: Id(12)] IReadOnlyList<string> Silos);
