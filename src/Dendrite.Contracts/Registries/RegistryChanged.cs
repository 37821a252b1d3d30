namespace Dendrite.Contracts.Registries;

/// <summary>
/// What a registry publishes on its stream, <see cref="Streams.DendriteStreams.RegistryChanges"/>, after it was stored.
/// Versions are one apart; a subscriber that sees a gap reads the registry again.
/// </summary>
/// <param name="Name">The registry's name.</param>
/// <param name="Version">The version that the change led to.</param>
/// <param name="Tag">The tag that changed.</param>
/// <param name="Entry">What it stands for now; null where it was removed.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable, Alias("dendrite.RegistryChanged")]
public sealed record RegistryChanged(
    [property: Id(0)] string Name,
    [property: Id(1)] long Version,
    [property: Id(2)] string Tag,
    [property: Id(3)] RegistryEntry? Entry,
    [property: Id(4)] DateTimeOffset At);
