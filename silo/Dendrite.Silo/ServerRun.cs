using Dendrite.Hosting.Cluster;
using Dendrite.Hosting.Storage;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.MembershipService;

namespace Dendrite.Silo;

/// <summary>Runs the server until it is told to stop.</summary>
public static class ServerRun
{
    /// <summary>
    /// Runs the server; SIGINT and SIGTERM end it in order. Returns the exit code: 0 after an orderly end, 2 where the
    /// configuration is wrong (every fault is on standard error), 3 where the cluster's database cannot be used, 1 where it cannot listen, keep its state or reach its cluster.
    /// </summary>
    /// <param name="args">Settings as arguments.</param>
    /// <param name="file">A configuration file; null for none.</param>
    /// <param name="cancellationToken">Ends it too, for a caller that handles the signals itself.</param>
    public static async Task<int> RunAsync(string[] args, string? file, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var app = DendriteServer.Build(args, file);
            await app.StartAsync(CancellationToken.None);
            await Console.Error.WriteLineAsync($"Dendrite listens on {string.Join(", ", app.Urls)}");
            await using var ending = cancellationToken.UnsafeRegister(static app => ((IHost)app!).Services.GetRequiredService<IHostApplicationLifetime>().StopApplication(), app);
            await app.WaitForShutdownAsync(CancellationToken.None);
            return 0;
        }
        catch (DefinitionException e)
        {
            return await RefuseAsync(["The configuration is refused:", .. e.Faults.Select(fault => "  " + fault)]);
        }
        catch (ClusterDatabaseException e)
        {
            await Console.Error.WriteLineAsync($"dendrite: {e.Message}");
            return 3;
        }
        catch (StateFileException e)
        {
            await Console.Error.WriteLineAsync($"dendrite: {e.Message}");
            return 1;
        }
        catch (AddressInUseException)
        {
            await Console.Error.WriteLineAsync("dendrite: a port of the cluster is taken: Cluster:SiloPort or Cluster:GatewayPort.");
            return 1;
        }
        catch (OrleansClusterConnectivityCheckFailedException e)
        {
            await Console.Error.WriteLineAsync($"dendrite: the other silos of the cluster could not be reached, or not this one from there: {e.Message.ReplaceLineEndings(" ")}");
            return 1;
        }
        catch (IOException e)
        {
            await Console.Error.WriteLineAsync($"dendrite: {e.Message}");
            return 1;
        }
    }

    internal static async Task<int> RefuseAsync(params string[] lines)
    {
        foreach (var line in lines) await Console.Error.WriteLineAsync(line);
        return 2;
    }
}
