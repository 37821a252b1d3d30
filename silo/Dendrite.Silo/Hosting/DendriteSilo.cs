using Dendrite.Contracts.Errors;
using Dendrite.Silo.Access;
using Dendrite.Silo.Admin;
using Dendrite.Silo.Cluster;
using Dendrite.Silo.Configuration;
using Dendrite.Silo.Http;
using Dendrite.Silo.Monitor;
using Dendrite.Silo.Resources;
using Dendrite.Silo.Storage;
using Dendrite.Silo.Telemetry;
using Dendrite.Silo.WebConsole;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dendrite.Silo.Hosting;

/// <summary>Builds the server: one process with the grains, the engine under them and the HTTP edges in front.</summary>
public static class DendriteSilo
{
    /// <summary>Where the server listens when nobody says otherwise.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5080";

    /// <summary>Builds a server from the usual sources: the file, then the environment, then the arguments, later ones win.</summary>
    /// <param name="args">Command-line arguments, <c>--Key=value</c> or <c>--Key value</c>, among them <c>--urls</c>.</param>
    /// <param name="file">A configuration file, JSON or INI by its ending; null for none.</param>
    /// <exception cref="DefinitionException">The configuration is wrong; all faults are in it.</exception>
    /// <exception cref="StateFileException">The data directory cannot be used.</exception>
    public static WebApplication Build(string[] args, string? file = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args });
        if (file is not null)
        {
            ConfigurationFile.Add(builder.Configuration, file);
            builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        }
        return Build(builder, SettingsReader.Read(builder.Configuration));
    }

    /// <summary>Builds a server from settings made in code.</summary>
    public static WebApplication Build(SiloSettings settings, string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(url);
        return Build(builder, settings);
    }

    /// <summary>Builds the grains and the engine without the HTTP edges, for a command that listens in its own process.</summary>
    public static IHost BuildWithoutEdges(SiloSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddStandardError();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        // The rules for the server are narrower than the minimum and would let warnings of the engine through.
        builder.Logging.AddFilter("Orleans", LogLevel.Error).AddFilter("Microsoft", LogLevel.Error);
        builder.UseOrleans(silo => silo.UseSingleSilo(settings.DataDirectory, settings.Durability).AddDendrite(settings));
        return builder.Build();
    }

    private static WebApplication Build(WebApplicationBuilder builder, SiloSettings settings)
    {
        var urls = builder.Configuration["urls"] is { Length: > 0 } configured ? configured : DefaultUrl;
        builder.WebHost.UseUrls([.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries), .. settings.InternalUrls]);
        builder.Logging.AddStandardError();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Longer than any target that ResourceTarget takes, so that the answer to one that is too long is ours.
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        // Before the engine: hosted services start in the order in which they are added.
        if (settings.Cluster is { } cluster)
            builder.Services.AddHostedService(_ => new ClusterDatabaseCheck(new ClusterDatabase(cluster.ConnectionString)));
        builder.UseOrleans(silo => (settings.Cluster is { } of ? silo.UseCluster(of) : silo.UseSingleSilo(settings.DataDirectory, settings.Durability)).AddDendrite(settings).AddActivityPropagation());
        LateSilo.ReplaceIn(builder.Services);
        builder.Services.AddTelemetry(settings);
        builder.Services.AddFace(settings);
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<HeartbeatService>(services, settings.Heartbeat));

        var app = builder.Build();
        try
        {
            // Before anything starts, for what is wrong with it can be said in a sentence.
            _ = app.Services.GetService<StateFile>();
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
        LateSilo.UseIn(app);
        app.UsePublicApi();
        app.UseOperatorArea();
        app.MapMonitor();
        app.MapAdmin();
        app.MapConsole();
        app.MapResources();
        return app;
    }
}
