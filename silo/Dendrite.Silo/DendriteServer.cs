using Dendrite.Edge;
using Dendrite.Edge.Access;
using Dendrite.Edge.Protocols;
using Dendrite.Edge.Protocols.EventStream;
using Dendrite.Hosting;
using Dendrite.Hosting.Configuration;
using Dendrite.Hosting.Storage;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;

namespace Dendrite.Silo;

/// <summary>Builds the server: one process with the grains, the engine under them and the HTTP edges in front.</summary>
public static class DendriteServer
{
    /// <summary>Where the server listens when nobody says otherwise.</summary>
    public const string DefaultUrl = ListenAddress.Default;

    /// <summary>Builds a server from the usual sources: the file, then the environment, then the arguments, later ones win.</summary>
    /// <param name="args">Command-line arguments, <c>--Key=value</c> or <c>--Key value</c>, among them <c>--urls</c>.</param>
    /// <param name="file">A configuration file, JSON or INI by its ending; null for none.</param>
    /// <exception cref="DefinitionException">The configuration is wrong; all faults are in it.</exception>
    /// <exception cref="StateFileException">The data directory cannot be used.</exception>
    public static WebApplication Build(string[] args, string? file = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = WithoutUrls(args) });
        ServerConfiguration.AddSources(builder.Configuration, args, file);
        var (settings, edge) = Read(builder.Configuration, [.. ServerSettingsCheck.FaultsOf(args)]);
        return Build(builder, settings, edge, builder.Configuration);
    }

    /// <summary>Finds out whether a server could be built of these sources; nothing is started or made.</summary>
    /// <exception cref="DefinitionException">The configuration is wrong; all faults are in it.</exception>
    public static void Check(string[] args, string? file = null) => Read(ServerConfiguration.Read(args, file), [.. ServerSettingsCheck.FaultsOf(args)]);

    /// <summary>Reads what the server and its edges go by.</summary>
    /// <exception cref="DefinitionException">Something is wrong; all faults are in it, each with its full key.</exception>
    internal static (ServerSettings Settings, EdgeOptions Edge) Read(IConfiguration configuration, List<string>? known = null)
    {
        List<string> faults = [.. known ?? [], .. ConfigurationFile.FaultsOf(configuration)];
        ServerSettingsCheck.RefuseUnknown(configuration, faults);
        List<string> wrong = [];
        var (settings, edge) = (ServerSettingsReader.Read(configuration, wrong), new EdgeOptions());
        EdgeSection.Apply(configuration, edge, wrong);
        wrong.AddRange(ListenProtocols.UnknownSwitches([EventStreamProtocol.SwitchName], edge.Protocols.Keys));
        // A file that breaks off may have gone on to say what seems to be missing.
        faults.AddRange(ConfigurationFile.IsBroken(configuration) ? wrong.Where(fault => !fault.Contains(" is missing", StringComparison.Ordinal)) : wrong);
        return faults.Count == 0 ? (settings, edge) : throw new DefinitionException(faults);
    }

    /// <summary>Builds a server from settings made in code.</summary>
    public static WebApplication Build(ServerSettings settings, EdgeOptions edge, string url)
    {
        ArgumentNullException.ThrowIfNull(edge);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration[ListenAddress.Urls] = url;
        return Build(builder, settings, edge, null);
    }

    private static WebApplication Build(WebApplicationBuilder builder, ServerSettings settings, EdgeOptions edge, IConfiguration? reloadable)
    {
        UseListeners(builder, settings);
        builder.AddDendriteServer(settings, reloadable);
        builder.Services.AddEdge(options => edge.CopyTo(options));

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
        app.MapDendrite();
        if (settings.IsDashboardOn) app.MapOrleansDashboard("/orleans").RequireAuthorization(OperatorPolicies.Operators);
        return app;
    }

    /// <summary>What the host itself takes from the arguments. Addresses that it knows of, beside listeners that are opened one by one, it ignores with a warning.</summary>
    private static string[] WithoutUrls(string[] args)
    {
        const string Name = "--" + ListenAddress.Urls;
        return [.. args.Where((arg, i) => !arg.StartsWith(Name + "=", StringComparison.OrdinalIgnoreCase) && !arg.Equals(Name, StringComparison.OrdinalIgnoreCase) && (i == 0 || !args[i - 1].Equals(Name, StringComparison.OrdinalIgnoreCase)))];
    }

    private static void UseListeners(WebApplicationBuilder builder, ServerSettings settings)
    {
        var urls = ListenAddress.PublicUrls(builder.Configuration);
        var listeners = new ServerListeners(urls, settings.InternalUrls, ListenAddress.AreEndpointsConfigured(builder.Configuration));
        builder.Services.AddSingleton(listeners);
        if (ListenAddress.IsTlsConfigured(builder.Configuration, [.. urls, .. settings.InternalUrls])) builder.WebHost.UseKestrelHttpsConfiguration();
        // Every listener is opened below with its mark.
        builder.WebHost.UseSetting(WebHostDefaults.ServerUrlsKey, "");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Longer than any target that is taken, so that the answer to one that is too long is ours.
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            listeners.Open(kestrel);
        });
    }
}
