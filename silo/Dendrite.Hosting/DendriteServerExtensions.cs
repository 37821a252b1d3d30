using Dendrite.Contracts;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Resources;
using Dendrite.Hosting.Cluster;
using Dendrite.Hosting.Configuration;
using Dendrite.Hosting.Storage;
using Dendrite.Hosting.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Runtime.Hosting;
using Orleans.Serialization;
using Orleans.Storage;

namespace Dendrite.Hosting;

/// <summary>Makes a server of its own: clustering, ports, data directory, exporters and log filters around <see cref="DendriteSiloBuilderExtensions.AddDendrite(ISiloBuilder, Action{DendriteOptions}?)"/>.</summary>
public static class DendriteServerExtensions
{
    /// <summary>The ADO.NET invariant of PostgreSQL.</summary>
    private const string PostgreSqlInvariant = "Npgsql";

    /// <summary>Orleans's storage below ours.</summary>
    private const string DatabaseStorage = "database";

    /// <summary>Each queue of a stream provider is asked ten times a second whether it has anything. In a cluster every silo must have as many; there it is Orleans's number.</summary>
    private const int SingleSiloQueues = 2;

    /// <summary>Adds everything but the edges. The silo starts after the listeners are bound.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="settings">What the configuration says.</param>
    /// <param name="reloadable">The configuration, whose backends are read again when it changes; null takes those of the settings.</param>
    public static IHostApplicationBuilder AddDendriteServer(this IHostApplicationBuilder builder, ServerSettings settings, IConfiguration? reloadable = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        var stopping = new SiloStopping();
        builder.Logging.AddStandardError(stopping);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.ShutdownTimeout);
        // Before the silo: hosted services start in the order in which they are added.
        if (settings.Cluster is { } cluster)
        {
            var database = new ClusterDatabase(cluster.ConnectionString);
            builder.Services.AddHostedService(_ => new ClusterDatabaseCheck(database));
            builder.Services.AddSingleton<IDependency>(services => new ClusterDatabaseHealth(database.PingAsync, services.GetRequiredService<TimeProvider>()));
        }
        builder.Services.AddSingleton<IFatalErrorHandler, DeadSilo>();
        builder.UseOrleans(silo =>
        {
            if (settings.Cluster is { } of) silo.UseCluster(of);
            else silo.UseSingleSilo(settings.DataDirectory, settings.Durability);
            silo.AddDendrite(reloadable, options =>
            {
                if (reloadable is not null) return;
                options.Limits = settings.Limits;
                foreach (var backend in settings.Backends) options.Backends.Add(backend);
            });
            silo.AddActivityPropagation();
            if (settings.IsDashboardOn) silo.AddDashboard();
        });
        LateSilo.ReplaceIn(builder.Services, stopping);
        builder.Services.AddTelemetry(settings);
        return builder;
    }

    /// <summary>One silo by itself: state in a SQLite file of the data directory, or in memory where there is none.</summary>
    private static void UseSingleSilo(this ISiloBuilder silo, string? dataDirectory, StateDurability durability)
    {
        // Nothing listens there, and no other silo is looked for: the port is a name.
        silo.UseLocalhostClustering(gatewayPort: 0);
        NoListeners.ReplaceIn(silo.Services);
        silo.AddMemoryStreams(DendriteStreams.ProviderName, static streams => streams.ConfigurePartitioning(SingleSiloQueues));
        if (dataDirectory is null)
        {
            silo.UseInMemoryReminderService();
            return;
        }
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
    }

    /// <summary>One silo of a cluster: members, state and reminders in PostgreSQL. Updates go through the memory of the silos; a position that is missing is fetched.</summary>
    private static void UseCluster(this ISiloBuilder silo, ClusterSettings cluster)
    {
        silo.Configure<ClusterOptions>(options =>
        {
            options.ClusterId = cluster.ClusterId;
            options.ServiceId = cluster.ServiceId;
        });
        silo.ConfigureEndpoints(cluster.Address, cluster.SiloPort, cluster.GatewayPort);
        silo.UseTransport(cluster);
        silo.Configure<ClusterMembershipOptions>(options =>
        {
            // A killed silo is declared dead after some three seconds instead of half a minute; a pause of that length is taken for death.
            options.ProbeTimeout = options.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            options.MinProbeTimeout = TimeSpan.FromSeconds(1);
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        });
        // The directory of the silos' memory deactivates grains on survivors when a silo is lost; this one hands ranges over. Its lease on the
        // ranges of a silo that died would keep its resources silent for half a minute: the ETags of the store guard against a second writer.
#pragma warning disable ORLEANSEXP003
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
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
        silo.AddAdoNetGrainStorage(DatabaseStorage, storage => storage.Configure<Serializer>((options, serializer) =>
        {
            options.Invariant = PostgreSqlInvariant;
            options.ConnectionString = cluster.ConnectionString;
            options.GrainStorageSerializer = new OrleansGrainStorageSerializer(serializer);
        }));
        // Of the name of the stream provider too, so that Orleans keeps in it who listens to which stream.
        silo.Services.AddGrainStorage(StorageNames.Default, static (services, _) => new DatabaseGrainStorage(services.GetRequiredKeyedService<IGrainStorage>(DatabaseStorage)));
    }

    /// <summary>Logs to standard error, one line a message: standard output is for results.</summary>
    internal static ILoggingBuilder AddStandardError(this ILoggingBuilder logging, SiloStopping stopping)
    {
        logging.ClearProviders();
        logging.AddConsole(console => (console.FormatterName, console.LogToStandardErrorThreshold) = (OneLineFormatter.FormatterName, LogLevel.Trace));
        logging.Services.AddSingleton<ConsoleFormatter>(_ => new OneLineFormatter(TimeProvider.System));
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // Why it could not start is said by whoever runs it, in one line.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        logging.AddFilter("Orleans", LogLevel.Warning);
        // Advice about garbage collection at each start, and stalls that a laptop's sleep or a busy machine brings about.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.Scheduler", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.MembershipService.LocalSiloHealthMonitor", LogLevel.Error);
        logging.AddFilter("Orleans.Runtime.SiloLifecycleSubject", LogLevel.Error);
        // That this silo has been declared dead, with the whole table of members; the silo's last line says it, and health that the table is away.
        logging.AddFilter("Orleans.Runtime.MembershipService.MembershipTableManager", LogLevel.Critical);
        // Orleans tells each refused write under the store's name, with a trace; the state file and the grain have said it in a line.
        logging.AddFilter(typeof(StateFileGrainStorage).FullName, LogLevel.Critical);
        logging.AddFilter(typeof(DatabaseGrainStorage).FullName, LogLevel.Critical);
        logging.AddFilter("Orleans.Storage.AdoNetGrainStorage", LogLevel.Critical);
        // While the silo stops, a stream's agents find the queues that they ask gone before they end themselves.
        foreach (var streams in (string[])["Orleans.Streams", "Orleans.Providers"]) logging.AddFilter(streams, level => level >= (stopping.HasBegun ? LogLevel.Critical : LogLevel.Warning));
        // Each placement of a grain is two lines of success.
        logging.AddFilter("Polly", LogLevel.Warning);
        return logging;
    }
}
