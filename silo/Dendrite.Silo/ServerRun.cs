using System.Net.Sockets;
using System.Runtime.InteropServices;
using Dendrite.Contracts.Backends;
using Dendrite.Edge;
using Dendrite.Hosting;
using Dendrite.Hosting.Cluster;
using Dendrite.Hosting.Storage;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Runtime.MembershipService;

namespace Dendrite.Silo;

/// <summary>Runs the server until it is told to stop.</summary>
public static class ServerRun
{
    private const int Done = 0;
    private const int Taken = 1;
    private const int WrongUse = 2;
    private const int OtherSideFailed = 3;

    /// <summary>
    /// Runs the server; SIGINT and SIGTERM end it in order, SIGHUP reads the configuration again, or ends it where it is the farewell of its
    /// terminal. Returns the exit code: 0 after an orderly end, 1 where it cannot have what it
    /// asks for (an address or a port that is taken, not this machine's or not allowed to it; a data directory in use), 2 where the
    /// configuration is wrong (every fault is on standard error), 3 where the cluster or its database cannot be used, or the server fails.
    /// </summary>
    /// <param name="args">Settings as arguments.</param>
    /// <param name="file">A configuration file; null for none.</param>
    /// <param name="cancellationToken">Ends it too, for a caller that handles the signals itself.</param>
    public static async Task<int> RunAsync(string[] args, string? file, CancellationToken cancellationToken = default)
    {
        var where = "";
        try
        {
            var hasTerminal = ControllingTerminal.IsOpen();
            await using var app = DendriteServer.Build(args, file);
            where = app.Services.GetRequiredService<ServerListeners>().ToString();
            using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => HangUp(signal, app, hasTerminal));
            await app.StartAsync(CancellationToken.None);
            foreach (var line in Announcement(app)) await SayAsync(line);
            await using var ending = cancellationToken.UnsafeRegister(static app => ((IHost)app!).Services.GetRequiredService<IHostApplicationLifetime>().StopApplication(), app);
            await app.WaitForShutdownAsync(CancellationToken.None);
            return Done;
        }
        catch (DefinitionException e)
        {
            return await RefuseAsync(["The configuration is refused:", .. e.Faults.Select(fault => "  " + fault)]);
        }
        catch (OptionsValidationException e)
        {
            return await RefuseAsync(["The configuration is refused:", .. e.Failures.Select(fault => "  " + fault)]);
        }
        catch (Exception e)
        {
            var (code, what) = Explain(e, where);
            await SayAsync($"dendrite: {what.ReplaceLineEndings(" ")}");
            return code;
        }
    }

    /// <summary>Says a line. A terminal that has been closed does not read it, and is no reason to end otherwise.</summary>
    private static async Task SayAsync(string line)
    {
        try
        {
            await Console.Error.WriteLineAsync(line);
        }
        catch (IOException)
        {
        }
    }

    internal static async Task<int> RefuseAsync(params string[] lines)
    {
        foreach (var line in lines) await SayAsync(line);
        return WrongUse;
    }

    /// <summary>What went wrong, in one line: a trace says nothing to whoever started a server.</summary>
    private static (int Code, string What) Explain(Exception failure, string where) => failure switch
    {
        ClusterDatabaseException => (OtherSideFailed, failure.Message),
        StateFileException => (Taken, failure.Message),
        AddressInUseException => (Taken, "a port of the cluster is taken: Cluster:SiloPort or Cluster:GatewayPort."),
        OrleansClusterConnectivityCheckFailedException => (OtherSideFailed, $"the other silos of the cluster could not be reached, or not this one from there: {failure.Message}"),
        // Kestrel says for localhost, which is two addresses, why each could not be had.
        IOException { InnerException: AddressInUseException } => (Taken, failure.Message),
        SocketException or IOException { InnerException: AggregateException } => (Taken, $"it cannot listen on {where}: {failure.Message}"),
        IOException => (WrongUse, $"it cannot listen on {where}: {failure.Message}"),
        InvalidOperationException when failure.Message.Contains("HTTPS", StringComparison.OrdinalIgnoreCase) || failure.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase) =>
            (WrongUse, "there is no certificate for https: name one in Kestrel:Certificates:Default (Path and Password, or Path and KeyPath)."),
        _ => (OtherSideFailed, $"the server could not start: {failure.Message} ({failure.GetType().Name})"),
    };

    private static IEnumerable<string> Announcement(WebApplication app)
    {
        yield return $"Dendrite listens on {string.Join(", ", app.Urls)}";
        if (ConsoleOf(app) is { } console) yield return console;
        var backends = app.Services.GetRequiredService<IBackends>();
        if (app.Services.GetRequiredService<IBackendCatalog>().List().Count == 0)
            yield return "dendrite: there are no backends, so that every resource is refused; name one by Backends:<name>:BaseAddress.";
        foreach (var backend in backends.Names.Order(StringComparer.OrdinalIgnoreCase).Select(backends.GetDefinition))
            if (backend is { Public: true, Headers.Count: > 0 } && backend.Paths.Any(rule => rule.Pattern.IsEverything))
                yield return $"dendrite: warning: Backends:{backend.Name}:Paths lets every path through (**), so that anybody reads with its Headers whatever they open.";
    }

    /// <summary>Where operators look.</summary>
    private static string? ConsoleOf(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<ServerListeners>();
        if (settings.OperatorsAt(app.Urls) is { } near) return $"The console is at {near}/";
        return app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value.AdminToken is null || app.Urls.FirstOrDefault() is not { } url ? null : $"The console is at {url}/, with the admin token";
    }

    private static void HangUp(PosixSignalContext signal, WebApplication app, bool hadTerminal)
    {
        signal.Cancel = true;
        if (hadTerminal && !ControllingTerminal.IsOpen()) app.Lifetime.StopApplication();
        else ReadAgain(app);
    }

    private static void ReadAgain(WebApplication app)
    {
        try
        {
            if (app.Services.GetRequiredService<BackendReload>().Again((IConfigurationRoot)app.Configuration)) _ = SayAsync("dendrite: SIGHUP: the configuration was read again.");
        }
        catch (Exception e)
        {
            // On a thread of the runtime's, whose end would be the process's.
            _ = SayAsync($"dendrite: SIGHUP: the configuration could not be read again, the one before stays: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
