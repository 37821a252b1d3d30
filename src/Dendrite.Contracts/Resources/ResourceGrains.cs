namespace Dendrite.Contracts.Resources;

/// <summary>The only way to the grain of a resource: by its typed key, never by a raw string.</summary>
public static class ResourceGrains
{
    /// <summary>The grain of a resource.</summary>
    public static IResourceGrain GetResource(this IGrainFactory grains, ResourceKey key)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IResourceGrain>(key.ToString());
    }
}
