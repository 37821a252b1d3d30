using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using Orleans.Serialization.Configuration;
using Orleans.Storage;
using Orleans.Timers;

namespace Orleans.Hosting;

/// <summary>What a silo puts into its host's services.</summary>
internal static class SiloServices
{
    public static ISiloBuilder Add(IServiceCollection services, IConfiguration configuration)
    {
        if (services.FirstOrDefault(s => s.ServiceType == typeof(SiloBuilder))?.ImplementationInstance is SiloBuilder existing) return existing;
        if (services.Any(s => s.ServiceType == typeof(ClientBuilder)))
            throw new OrleansConfigurationException("Do not call both UseOrleansClient and UseOrleans: a silo has its client.");
        var builder = new SiloBuilder(services, configuration);
        services.AddSingleton(builder);
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddKeyedSingleton<TimeProvider>(KeyedService.AnyKey, static (provider, _) => provider.GetRequiredService<TimeProvider>());
        ManifestCheck.AddServices(services);
        services.TryAddSingleton<ClusterState>();
        services.AddSingleton<SiloRuntime>();
        services.AddSingleton(static provider => provider.GetRequiredService<SiloRuntime>().Calls);
        services.AddSingleton<IClusterClient>(static provider => provider.GetRequiredService<CallRuntime>().Factory);
        services.AddSingleton<IGrainFactory>(static provider => provider.GetRequiredService<CallRuntime>().Factory);
        services.AddSingleton<IGrainRuntime>(static provider => provider.GetRequiredService<SiloRuntime>().GrainRuntime);
        services.AddSingleton<ILocalSiloDetails, LocalSiloDetails>();
        services.AddSingleton<ITimerRegistry, TimerRegistry>();
        services.AddSingleton<IPersistentStateFactory, PersistentStateFactory>();
        services.TryAddSingleton<IGrainStorageSerializer, StateSerializer>();
        services.AddSingleton<IGrainContextAccessor, GrainContextAccessor>();
        services.AddScoped(static provider => provider.GetRequiredService<IGrainContextAccessor>().GrainContext);
        services.AddSingleton<SiloLifecycle>();
        services.AddSingleton<ISiloLifecycle>(static provider => provider.GetRequiredService<SiloLifecycle>());
        services.AddSingleton<IHostedService, SiloHostedService>();
        return builder;
    }
}
