namespace Dendrite.Contracts.Resilience;

/// <summary>The only way to these grains: by name, never by a raw grain id.</summary>
public static class GrainFactoryExtensions
{
    /// <summary>The cluster's breaker of a service. Names of services are the names of backends, and case does not matter.</summary>
    public static IBreakerGrain GetBreaker(this IGrainFactory grains, string service) => Get<IBreakerGrain>(grains, ServiceKey(service));

    /// <summary>The cluster's metrics of a service.</summary>
    public static IMetricsGrain GetMetrics(this IGrainFactory grains, string service) => Get<IMetricsGrain>(grains, ServiceKey(service));

    /// <summary>A registry by its name.</summary>
    public static IRegistryGrain GetRegistry(this IGrainFactory grains, string name) => Get<IRegistryGrain>(grains, name);

    /// <summary>How a service's name stands in grain keys and stream ids.</summary>
    internal static string ServiceKey(string service)
    {
        ArgumentException.ThrowIfNullOrEmpty(service);
        return service.ToLowerInvariant();
    }

    private static T Get<T>(IGrainFactory grains, string key) where T : IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentException.ThrowIfNullOrEmpty(key);
        return grains.GetGrain<T>(key);
    }
}
