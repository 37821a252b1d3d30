using Dendrite.Protocol;

namespace Dendrite.Contracts.Guards;

/// <summary>What a breaker publishes on its stream, <see cref="Streams.DendriteStreams.BreakerTransitions"/>, after it was stored.</summary>
/// <param name="Guard">Whose it is.</param>
/// <param name="Change">What changed.</param>
/// <param name="Order">What every silo must do, but for the probe: see <see cref="AnswerFor"/>.</param>
/// <param name="Holder">The silo that may probe; null unless half-open.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BreakerTransitioned")]
public sealed record BreakerTransitioned(
    [property: Id(0)] GuardKey Guard,
    [property: Id(1)] BreakerChange Change,
    [property: Id(2)] BreakerAnswer Order,
    [property: Id(3)] string? Holder)
{
    /// <summary>What this silo must do.</summary>
    public BreakerAnswer AnswerFor(string silo) => Holder == silo ? Order with { Probes = 1 } : Order;
}
