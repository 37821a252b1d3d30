using Dendrite.Contracts.Streams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;
using Orleans.Streams;

namespace Dendrite.Client.Cluster;

/// <summary>Adds the client inside a cluster, to a process that <c>UseOrleansClient</c> connects to one or to a silo.</summary>
public static class DendriteClusterClientExtensions
{
    /// <summary>
    /// Adds the client to a process outside the silos, see <see cref="AddDendriteClusterClient"/>. The stream provider <c>dendrite</c> is
    /// the process's own where it has one; configure it before this call. Where it has none, it is the memory of the silos. The list of
    /// gateways is read every two seconds instead of each minute; configure <see cref="GatewayOptions"/> after this call for another period.
    /// </summary>
    public static IClientBuilder AddDendriteClient(this IClientBuilder client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (!client.Services.Any(IsProvider)) client.AddMemoryStreams(DendriteStreams.ProviderName);
        client.Configure<GatewayOptions>(static gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(2));
        client.AddGatewayCountChangedHandler(static services => (_, gateways) =>
        {
            if (gateways.NumberOfConnectedGateways < gateways.PreviousNumberOfConnectedGateways) services.GetRequiredService<ResourceFeeds>().GatewayLost();
        });
        client.Services.AddDendriteClusterClient();
        return client;
    }

    /// <summary>
    /// Adds one <see cref="ResourceFeeds"/> and one <see cref="ClusterDendriteClient"/>, and it as the <see cref="IDendriteClient"/> where
    /// there is none yet. A silo with Dendrite in it has them already.
    /// </summary>
    public static IServiceCollection AddDendriteClusterClient(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ResourceFeeds>();
        services.TryAddSingleton<ClusterDendriteClient>();
        services.TryAddSingleton<IDendriteClient>(static provider => provider.GetRequiredService<ClusterDendriteClient>());
        return services;
    }

    private static bool IsProvider(ServiceDescriptor service) =>
        service.IsKeyedService && service.ServiceType == typeof(IStreamProvider) && Equals(service.ServiceKey, DendriteStreams.ProviderName);
}
