using Dendrite.Contracts.Registries;

namespace Dendrite.Grains.Registries;

/// <summary>What a registry keeps on disk. Written whole before each publication.</summary>
[GenerateSerializer, Alias("dendrite.RegistryGrainState")]
internal sealed class RegistryGrainState
{
    [Id(0)] public long Version { get; set; }

    /// <summary>The entries by their tags; never changed in place.</summary>
    [Id(1)] public Dictionary<string, RegistryEntry> Entries { get; set; } = [];
}
