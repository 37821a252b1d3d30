using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization.Configuration;

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
        ManifestCheck.AddServices(services);
        services.AddSingleton<ClientConnection>();
        services.AddSingleton(static provider => MakeRuntime(provider));
        services.AddSingleton<IClusterClient>(static provider => provider.GetRequiredService<CallRuntime>().Factory);
        services.AddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<CallRuntime>().Factory);
        services.AddSingleton<IHostedService, ClientHostedService>();
        return builder;
    }

    /// <summary>Until its host has started, the client has no silo, and calls fail.</summary>
    private static CallRuntime MakeRuntime(IServiceProvider provider)
    {
        var clock = SiloClocks.For(provider, TimeProviderNames.Messaging);
        var options = provider.GetRequiredService<IOptions<ClientMessagingOptions>>().Value;
        return new CallRuntime(provider.GetRequiredService<ClientConnection>(), provider, clock, options, new EngineLog(provider.GetRequiredService<ILoggerFactory>()));
    }
}
