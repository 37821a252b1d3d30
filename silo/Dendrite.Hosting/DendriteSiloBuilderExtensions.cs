using Dendrite.Client.Cluster;
using Dendrite.Contracts;
using Dendrite.Contracts.Backends;
using Dendrite.Contracts.Configuration;
using Dendrite.Contracts.Guards;
using Dendrite.Contracts.Registries;
using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Guards;
using Dendrite.Grains.Resources;
using Dendrite.Hosting.Configuration;
using Dendrite.Hosting.Guards;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Streams;

namespace Dendrite.Hosting;

/// <summary>Adds Dendrite to a silo, this server's or one of anybody's own.</summary>
public static class DendriteSiloBuilderExtensions
{
    /// <summary>
    /// Adds the grains and what they need. Options are bound below <see cref="DendriteOptions.SectionName"/>, checked at start with all
    /// faults at once, and read again when the configuration changes. The silo's clustering, ports and logging stay as they are.
    /// </summary>
    /// <remarks>
    /// The grain store and the stream provider <c>dendrite</c> and the reminders are the silo's own where it has them; configure them before
    /// this call. Where it has none, they are kept in memory.
    /// </remarks>
    public static ISiloBuilder AddDendrite(this ISiloBuilder silo, Action<DendriteOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(silo);
        return silo.AddDendrite(silo.Configuration.GetSection(DendriteOptions.SectionName), configure);
    }

    internal static ISiloBuilder AddDendrite(this ISiloBuilder silo, IConfiguration? section, Action<DendriteOptions>? configure)
    {
        if (!silo.Services.HasKeyed<IGrainStorage>(StorageNames.Default)) silo.AddMemoryStore();
        if (!silo.Services.HasKeyed<IStreamProvider>(DendriteStreams.ProviderName)) silo.AddMemoryStreams(DendriteStreams.ProviderName);

        if (!silo.Services.Any(service => service.ServiceType == typeof(IReminderTable))) silo.UseInMemoryReminderService();

        var services = silo.Services;
        services.AddOptions<DendriteOptions>()
            .Configure(options =>
            {
                if (section is null) return;
                if (section is IConfigurationSection named)
                {
                    options.Path = named.Path;
                    SettingsCheck.RefuseUnknownInHost(named, options.Faults);
                }
                else ServerSettingsCheck.RefuseUnknown(section, options.Faults);
                foreach (var backend in BackendSection.Read(section, options.Faults)) options.Backends.Add(backend);
                options.Limits = LimitsSection.Read(section, options.Faults);
            })
            .Configure(options => configure?.Invoke(options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DendriteOptions>, DendriteOptionsValidator>();

        services.AddSingleton<SettingsCheck.Done>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddTransient<Random>();
        services.AddSingleton<BackendGuards>();
        services.AddSingleton<BackendErrors>();
        services.AddSingleton(provider => new BackendDirectory(
            provider.GetRequiredService<IOptions<DendriteOptions>>().Value.Backends, provider.GetRequiredService<BackendGuards>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<BackendErrors>()));
        services.AddSingleton<IBackends>(provider => provider.GetRequiredService<BackendDirectory>());
        services.TryAddSingleton<IResourceSources, PolledSources>();
        services.AddSingleton<IBackendCatalog, BackendCatalog>();
        services.AddSingleton<IGuards, ClusterGuards>();
        services.AddSingleton<IResources, ClusterResources>();
        services.AddSingleton<IPokes, BackendPokes>();
        services.AddSingleton<ISilos, ClusterSilos>();
        services.AddSingleton<IRegistries, ClusterRegistries>();
        services.AddDendriteClusterClient();
        services.AddSingleton(provider => new LocalResources(provider.GetRequiredService<IOptions<DendriteOptions>>().Value.Limits, provider.GetRequiredService<BackendGuards>()));
        services.AddSingleton<FlightStorage>();
        silo.AddPlacementDirector<NamedSiloPlacement, NamedSiloDirector>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, ResourceDrain>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, LostSilos>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, AlwaysOnResources>();
        services.AddSingleton<IActiveSilos, ActiveSilos>();
        services.AddSingleton<GuardReporter>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<GuardReporter>());
        if (section is not null)
        {
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<BackendReload>(provider, section));
            services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(provider => provider.GetRequiredService<BackendReload>());
        }
        return silo;
    }

    /// <summary>As everywhere else with Orleans's serializer: the default one is Newtonsoft.Json's, which would be compiled at each start and has no other use here.</summary>
    private static void AddMemoryStore(this ISiloBuilder silo) => silo.AddMemoryGrainStorage(StorageNames.Default, static store => store.Configure<Serializer>(
        (options, serializer) => options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer)));

    private static bool HasKeyed<T>(this IServiceCollection services, string key) =>
        services.Any(service => service.IsKeyedService && service.ServiceType == typeof(T) && Equals(service.ServiceKey, key));
}
