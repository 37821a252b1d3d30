namespace Dendrite.Contracts.Guards;

/// <summary>A duration that <paramref name="Percent"/> percent of the calls did not exceed.</summary>
/// <param name="Percent">0 (the shortest) to 100 (the longest).</param>
/// <param name="Duration">At most 1.6 % off the true one.</param>
[GenerateSerializer, Immutable, Alias("dendrite.LatencyPercentile")]
public readonly record struct LatencyPercentile([property: Id(0)] double Percent, [property: Id(1)] TimeSpan Duration);
