using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>What a listener needs to start.</summary>
/// <param name="Format">The format in which it wants its updates.</param>
/// <param name="From">The position that it is at; null where it has nothing yet.</param>
[GenerateSerializer, Immutable, Alias("dendrite.JoinRequest")]
public sealed record JoinRequest(
    [property: Id(0)] ResourceFormat Format,
    [property: Id(1)] Position? From);
