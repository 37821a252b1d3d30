namespace Dendrite.Contracts.Registries;

/// <summary>A registry as it is stored.</summary>
/// <param name="Name">The registry's name.</param>
/// <param name="Version">Rises by one with each change; 0 for one that was never written.</param>
/// <param name="Entries">The entries, in the order of their tags.</param>
[GenerateSerializer, Immutable, Alias("dendrite.RegistryView")]
public sealed record RegistryView([property: Id(0)] string Name, [property: Id(1)] long Version, [property: Id(2)] IReadOnlyList<RegistryEntry> Entries);

/// <summary>One entry of a registry.</summary>
/// <param name="Tag">What code asks for.</param>
/// <param name="Json">What it stands for: settings as JSON; null for a tag without settings.</param>
/// <param name="Version">The registry's version when the entry was set.</param>
[GenerateSerializer, Immutable, Alias("dendrite.RegistryEntry")]
public sealed record RegistryEntry([property: Id(0)] string Tag, [property: Id(1)] string? Json, [property: Id(2)] long Version);

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
