namespace Dendrite.Contracts.Registries;

/// <summary>The only way to the grain of a registry: by its name, never by a raw key.</summary>
public static class RegistryGrains
{
    /// <summary>A registry by its name, which is not empty.</summary>
    public static IRegistryGrain GetRegistry(this IGrainFactory grains, string name)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return grains.GetGrain<IRegistryGrain>(name);
    }
}
