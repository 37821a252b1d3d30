using Dendrite.Contracts.Errors;
using Microsoft.Extensions.Hosting;

namespace Dendrite.Silo.Hosting;

/// <summary>Runs the server until it is told to stop.</summary>
public static class ServerRun
{
    /// <summary>
    /// Runs the server; SIGINT and SIGTERM end it in order. Returns the exit code: 0 after an orderly end, 2 where the
    /// configuration is wrong (every fault is on standard error), 1 where it cannot listen.
    /// </summary>
    public static async Task<int> RunAsync(string[] args, string? file)
    {
        try
        {
            await using var app = DendriteSilo.Build(args, file);
            await app.StartAsync();
            await Console.Error.WriteLineAsync($"Dendrite listens on {string.Join(", ", app.Urls)}");
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (DefinitionException e)
        {
            return await RefuseAsync(["The configuration is refused:", .. e.Faults.Select(fault => "  " + fault)]);
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
