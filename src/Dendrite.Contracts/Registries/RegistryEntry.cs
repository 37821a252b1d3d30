namespace Dendrite.Contracts.Registries;

/// <summary>One entry of a registry.</summary>
/// <param name="Tag">What code asks for.</param>
/// <param name="Json">What it stands for: settings as JSON; null for a tag without settings.</param>
/// <param name="Version">The registry's version when the entry was set.</param>
[GenerateSerializer, Immutable, Alias("dendrite.RegistryEntry")]
public sealed record RegistryEntry([property: Id(0)] string Tag, [property: Id(1)] string? Json, [property: Id(2)] long Version);
