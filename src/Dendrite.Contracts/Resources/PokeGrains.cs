namespace Dendrite.Contracts.Resources;

/// <summary>The only way to the grains that hand on events: by a backend or a silo, never by a raw string.</summary>
public static class PokeGrains
{
    /// <summary>The grain that hands on what a backend tells.</summary>
    public static IPokeGrain GetPoke(this IGrainFactory grains, string backend)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(backend);
        return grains.GetGrain<IPokeGrain>(backend.ToLowerInvariant());
    }

    /// <summary>The resources of a silo.</summary>
    public static ISiloResourcesGrain GetSiloResources(this IGrainFactory grains, SiloAddress silo)
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(silo);
        return grains.GetGrain<ISiloResourcesGrain>(silo.ToParsableString());
    }
}
