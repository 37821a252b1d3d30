using System.Collections.Immutable;

namespace Dendrite.Contracts.Guards;

/// <summary>A distribution of durations in transit: the buckets of the library's histogram that hold something.</summary>
/// <param name="Indexes">The numbers of the buckets, rising.</param>
/// <param name="Counts">What each of them holds; more than zero.</param>
/// <param name="SumTicks">The exact sum of all durations, in ticks of 100 ns.</param>
[GenerateSerializer, Immutable, Alias("dendrite.LatencyBuckets")]
public sealed record LatencyBuckets(
    [property: Id(0)] ImmutableArray<int> Indexes,
    [property: Id(1)] ImmutableArray<long> Counts,
    [property: Id(2)] long SumTicks);
