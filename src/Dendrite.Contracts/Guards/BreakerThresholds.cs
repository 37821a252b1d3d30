namespace Dendrite.Contracts.Guards;

/// <summary>When a breaker opens and how it recovers.</summary>
/// <param name="MinimumCalls">The fewest calls within <paramref name="Window"/>, of all silos together, before their failures are judged.</param>
/// <param name="FailureRatio">The share of failed calls that opens it; above 0 to 1.</param>
/// <param name="Window">The time that calls are judged over.</param>
/// <param name="OpenFor">How long it stays open before a probe.</param>
/// <param name="ProbeLease">How long the silo that has the permit may take for the probe; after it the probe counts as failed.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BreakerThresholds")]
public sealed record BreakerThresholds(
    [property: Id(0)] int MinimumCalls,
    [property: Id(1)] double FailureRatio,
    [property: Id(2)] TimeSpan Window,
    [property: Id(3)] TimeSpan OpenFor,
    [property: Id(4)] TimeSpan ProbeLease);
