using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Resources;
using Dendrite.Silo.Configuration;
using Dendrite.Silo.Resilience;
using Dendrite.Silo.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Dendrite.Silo.Hosting;

/// <summary>Adds Dendrite to a silo, this server's or one of a user's own.</summary>
public static class SiloBuilderExtensions
{
    /// <summary>The ADO.NET invariant of PostgreSQL.</summary>
    private const string PostgreSqlInvariant = "Npgsql";

    /// <summary>Each queue of a stream provider is asked ten times a second whether it has anything. In a cluster every silo must have as many; there it is Orleans's number.</summary>
    private const int SingleSiloQueues = 2;

    /// <summary>
    /// Adds what the grains need to a silo that has its clustering, a grain store of the name <see cref="StorageNames.Default"/>
    /// and a stream provider of the name <see cref="DendriteStreams.ProviderName"/>: a user's own cluster, say.
    /// </summary>
    public static ISiloBuilder AddDendrite(this ISiloBuilder silo, SiloSettings settings)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(settings);
        silo.Services.AddResources(settings.Backends);
        silo.Services.AddSharedResilience();
        silo.Services.AddSingleton<ResourceFeeds>();
        return silo;
    }

    /// <summary>One silo by itself: state in a SQLite file of the data directory, or in memory where there is none.</summary>
    internal static ISiloBuilder UseSingleSilo(this ISiloBuilder silo, string? dataDirectory, StateDurability durability)
    {
        // Nothing listens there, and no other silo is looked for: the port is a name.
        silo.UseLocalhostClustering(gatewayPort: 0);
        NoListeners.ReplaceIn(silo.Services);
        silo.AddMemoryStreams(DendriteStreams.ProviderName, static streams => streams.ConfigurePartitioning(SingleSiloQueues));
        if (dataDirectory is null) return silo.AddMemoryGrainStorage(StorageNames.Default).UseInMemoryReminderService();
        silo.Services.AddSingleton(_ => StateDirectory.Take(dataDirectory));
        silo.Services.AddSingleton(services =>
        {
            var (file, logger) = (services.GetRequiredService<StateDirectory>().StateFile, services.GetRequiredService<ILogger<StateFile>>());
            FormerState.SetAside(file, logger);
            return new StateFile(file, durability, logger);
        });
        silo.Services.AddGrainStorage(StorageNames.Default, static (services, _) => new StateFileGrainStorage(
            services.GetRequiredService<StateFile>(), ActivatorUtilities.CreateInstance<OrleansGrainStorageSerializer>(services), services.GetRequiredService<TimeProvider>()));
        silo.AddReminders();
        silo.Services.AddSingleton<IReminderTable, StateFileReminderTable>();
        return silo;
    }

    /// <summary>One silo of a cluster: members, state and reminders in PostgreSQL. Updates go through the memory of the silos; a position that is missing is fetched.</summary>
    internal static ISiloBuilder UseCluster(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = cluster.ClusterId;
            options.ServiceId = cluster.ServiceId;
        });
        silo.ConfigureEndpoints(cluster.Address, cluster.SiloPort, cluster.GatewayPort);
        silo.UseAdoNetClustering(options =>
        {
            options.Invariant = PostgreSqlInvariant;
            options.ConnectionString = cluster.ConnectionString;
        });
        silo.UseAdoNetReminderService(options =>
        {
            options.Invariant = PostgreSqlInvariant;
            options.ConnectionString = cluster.ConnectionString;
        });
        // Of the name of the stream provider too, so that Orleans keeps in it who listens to which stream.
        silo.AddAdoNetGrainStorage(StorageNames.Default, storage => storage.Configure<Serializer>((options, serializer) =>
        {
            options.Invariant = PostgreSqlInvariant;
            options.ConnectionString = cluster.ConnectionString;
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        return silo.AddMemoryStreams(DendriteStreams.ProviderName);
    }

    /// <summary>Logs to standard error, one line a message: standard output is for results.</summary>
    internal static ILoggingBuilder AddStandardError(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Why it could not start is said by whoever runs it, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddFilter("Orleans", LogLevel.Warning);
        // Advice about garbage collection at each start, and stalls that a laptop's sleep or a busy machine brings about.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.SiloLifecycleSubject", LogLevel.Error);
        // Each placement of a grain is two lines of success.
        logging.AddFilter("Polly", LogLevel.Warning);
        return logging;
    }
}
