namespace Dendrite.Contracts.Registries;

/// <summary>A registry as it is stored.</summary>
/// <param name="Name">The registry's name.</param>
/// <param name="Version">Rises by one with each change; 0 for one that was never written.</param>
/// <param name="Entries">The entries, in the order of their tags.</param>
[GenerateSerializer, Immutable, Alias("dendrite.RegistryView")]
public sealed record RegistryView([property: Id(0)] string Name, [property: Id(1)] long Version, [property: Id(2)] IReadOnlyList<RegistryEntry> Entries);
