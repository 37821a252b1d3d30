using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>What a client puts into its host's services.</summary>
internal static class ClientServices
{
    public static IClientBuilder Add(IServiceCollection services, IConfiguration configuration)
    {
        if (services.FirstOrDefault(s => s.ServiceType == typeof(ClientBuilder))?.ImplementationInstance is ClientBuilder existing) return existing;
        if (services.Any(s => s.ServiceType == typeof(SiloBuilder)))
            throw new OrleansConfigurationException("Do not call both UseOrleansClient and UseOrleans: a silo has its client.");
        var builder = new ClientBuilder(services, configuration);
        services.AddSingleton(builder);
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, static (provider, _) => provider.GetRequiredService<TimeProvider>());
        services.AddSingleton(static provider => Connect(provider));
        services.AddSingleton<IClusterClient>(static provider => provider.GetRequiredService<CallRuntime>().Factory);
        services.AddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<CallRuntime>().Factory);
        return builder;
    }

    private static CallRuntime Connect(IServiceProvider provider)
    {
        var cluster = provider.GetService<ClusterState>() ?? GatewayDirectory.Find(provider.GetService<ClientGateways>()?.Ports ?? [EndpointOptions.DEFAULT_GATEWAY_PORT])
            ?? throw new SiloUnavailableException("No silo of this process has the gateway port of the client: the embedded engine connects only within one process.");
        var clock = SiloClocks.For(provider, TimeProviderNames.Messaging);
        var timeout = provider.GetRequiredService<IOptions<ClientMessagingOptions>>().Value.ResponseTimeout;
        return new CallRuntime(cluster, null, provider, clock, timeout, new EngineLog(provider.GetRequiredService<ILoggerFactory>()));
    }
}
