using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Resources;
using Dendrite.Silo.Configuration;
using Dendrite.Silo.Resilience;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dendrite.Silo.Hosting;

/// <summary>Adds Dendrite to a silo, this server's or one of a user's own.</summary>
public static class SiloBuilderExtensions
{
    /// <summary>The ADO.NET invariant of SQLite, as Orleans names it.</summary>
    private const string SqliteInvariant = "Microsoft.Data.Sqlite";

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
    internal static ISiloBuilder UseSingleSilo(this ISiloBuilder silo, string? dataDirectory)
    {
        silo.UseLocalhostClustering();
        silo.AddMemoryStreams(DendriteStreams.ProviderName);
        silo.AddMemoryGrainStorage("PubSubStore");
        if (dataDirectory is null) return silo.AddMemoryGrainStorage(StorageNames.Default);
        Directory.CreateDirectory(dataDirectory);
        var file = Path.Combine(Path.GetFullPath(dataDirectory), "dendrite.db");
        return silo.AddAdoNetGrainStorage(StorageNames.Default, options =>
        {
            options.Invariant = SqliteInvariant;
            options.ConnectionString = $"Data Source={file}";
        });
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
        return logging;
    }
}
