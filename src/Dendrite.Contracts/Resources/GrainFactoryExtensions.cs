namespace Dendrite.Contracts.Resources;

/// <summary>The only way to a grain: by its typed key, never by a raw string.</summary>
public static class GrainFactoryExtensions
{
    /// <summary>The grain of a resource.</summary>
    public static IResourceGrain GetResource(this IGrainFactory grains, ResourceKey key)
    {
        ArgumentNullException.ThrowIfNull(grains);
        return grains.GetGrain<IResourceGrain>(key.ToString());
    }
}
