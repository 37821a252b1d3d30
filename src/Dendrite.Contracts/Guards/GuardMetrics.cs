using System.Collections.Immutable;
using Dendrite.Protocol;

namespace Dendrite.Contracts.Guards;

/// <summary>What one silo counted of a guard since its last report that was answered. The same report may be sent again: it counts once.</summary>
/// <param name="Silo">The silo, by a name that a restart does not use again.</param>
/// <param name="Sequence">Rises by one with each new report of the silo; starts at 1.</param>
/// <param name="Counts">How calls ended in between.</param>
/// <param name="Latency">How long they took.</param>
/// <param name="InFlight">Calls in flight at the end.</param>
/// <param name="MaxInFlight">The most in flight at once within the last 10 s.</param>
/// <param name="LastError">The last failure that the silo met; null where it met none.</param>
[GenerateSerializer, Immutable, Alias("dendrite.MetricsReport")]
public sealed record MetricsReport(
    [property: Id(0)] string Silo,
    [property: Id(1)] long Sequence,
    [property: Id(2)] CallCounts Counts,
    [property: Id(3)] LatencyBuckets Latency,
    [property: Id(4)] int InFlight,
    [property: Id(5)] int MaxInFlight,
    [property: Id(6)] GuardError? LastError = null);

/// <summary>A failure behind a guard.</summary>
/// <param name="At">When, by the clock of the silo that met it.</param>
/// <param name="Code">The class of failure.</param>
/// <param name="Reason">What happened, for people.</param>
/// <param name="StatusCode">The backend's HTTP status, where it answered with one.</param>
[GenerateSerializer, Immutable, Alias("dendrite.GuardError")]
public sealed record GuardError(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] DendriteErrorCode Code,
    [property: Id(2)] string Reason,
    [property: Id(3)] int? StatusCode);

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
/// <param name="LastError">The last failure that a silo told of, since the metrics live; null where none did.</param>
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
    [property: Id(12)] IReadOnlyList<string> Silos,
    [property: Id(13)] GuardError? LastError = null);

/// <summary>How calls of a guard ended. The first eight end a call, each call in exactly one of them; the rest are counted beside it.</summary>
/// <param name="Success">It ran and gave its result.</param>
/// <param name="Failure">It ran and failed.</param>
/// <param name="Timeout">It ran longer than it was given.</param>
/// <param name="ShortCircuited">It did not run: the breaker was open.</param>
/// <param name="Rejected">It did not run: too many calls were in flight.</param>
/// <param name="PoolRejected">It did not run: every worker was busy and the queue was full.</param>
/// <param name="BadRequest">It ran and failed in a way that says nothing of the guard's health.</param>
/// <param name="Cancelled">The caller went away before it ended.</param>
/// <param name="FallbackSuccess">A fallback took the place of the result.</param>
/// <param name="FallbackFailure">The fallback failed too.</param>
/// <param name="FallbackMissing">The call failed and there was no fallback.</param>
/// <param name="FallbackRejected">The fallback did not run: too many were in flight.</param>
/// <param name="CacheHit">The result came from a cache.</param>
/// <param name="Retry">One more attempt was made after a failed one.</param>
[GenerateSerializer, Immutable, Alias("dendrite.CallCounts")]
public sealed record CallCounts(
    [property: Id(0)] long Success,
    [property: Id(1)] long Failure,
    [property: Id(2)] long Timeout,
    [property: Id(3)] long ShortCircuited,
    [property: Id(4)] long Rejected,
    [property: Id(5)] long PoolRejected,
    [property: Id(6)] long BadRequest,
    [property: Id(7)] long Cancelled,
    [property: Id(8)] long FallbackSuccess,
    [property: Id(9)] long FallbackFailure,
    [property: Id(10)] long FallbackMissing,
    [property: Id(11)] long FallbackRejected,
    [property: Id(12)] long CacheHit,
    [property: Id(13)] long Retry)
{
    /// <summary>The calls that were asked for: every ending, refused ones included.</summary>
    public long Requests => Success + Failure + Timeout + ShortCircuited + Rejected + PoolRejected + BadRequest + Cancelled;

    /// <summary>Failures, time-outs and both kinds of rejection: what Hystrix's health counts as errors. A short circuit is none.</summary>
    public long Errors => Failure + Timeout + Rejected + PoolRejected;
}

/// <summary>A distribution of durations in transit: the buckets of the library's histogram that hold something.</summary>
/// <param name="Indexes">The numbers of the buckets, rising.</param>
/// <param name="Counts">What each of them holds; more than zero.</param>
/// <param name="SumTicks">The exact sum of all durations, in ticks of 100 ns.</param>
[GenerateSerializer, Immutable, Alias("dendrite.LatencyBuckets")]
public sealed record LatencyBuckets(
    [property: Id(0)] ImmutableArray<int> Indexes,
    [property: Id(1)] ImmutableArray<long> Counts,
    [property: Id(2)] long SumTicks);

/// <summary>A duration that <paramref name="Percent"/> percent of the calls did not exceed.</summary>
/// <param name="Percent">0 (the shortest) to 100 (the longest).</param>
/// <param name="Duration">At most 1.6 % off the true one.</param>
[GenerateSerializer, Immutable, Alias("dendrite.LatencyPercentile")]
public readonly record struct LatencyPercentile([property: Id(0)] double Percent, [property: Id(1)] TimeSpan Duration);
