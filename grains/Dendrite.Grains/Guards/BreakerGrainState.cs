namespace Dendrite.Grains.Guards;

/// <summary>What a breaker keeps on disk.</summary>
[GenerateSerializer, Alias("dendrite.BreakerGrainState")]
internal sealed class BreakerGrainState
{
    /// <summary>What stands; null for a breaker that never changed.</summary>
    [Id(0)] public BreakerDecision? Decision { get; set; }
}
