using System.CommandLine;
using Dendrite.Hosting.Cluster;
using Dendrite.Protocol;

namespace Dendrite.Cli.Cluster;

/// <summary><c>dendrite cluster</c>: the database that the silos of a cluster meet in.</summary>
internal static class ClusterCommand
{
    public static Command Create() => new("cluster", "Prepares the database of a cluster.") { CreateInit() };

    private static Command CreateInit()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file, JSON or INI by its ending: the one that serve gets.", HelpName = "FILE" };
        var print = new Option<bool>("--print") { Description = "Print the SQL and connect to nothing." };
        var settings = new Argument<string[]>("settings") { Description = "Further settings, such as --Cluster:ConnectionString=...", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("init", "Makes the tables for members, state and reminders in PostgreSQL. Repeating it harms nothing.") { config, print, settings };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) =>
        {
            string[] args = [.. parsed.GetValue(settings) ?? [], .. parsed.UnmatchedTokens];
            var file = parsed.GetValue(config);
            return parsed.GetValue(print) ? PrintAsync(file is null ? args : ["--config", .. args]) : InitAsync(args, file, cancellationToken);
        });
        return command;
    }

    private static async Task<int> PrintAsync(string[] superfluous)
    {
        if (superfluous.Length > 0)
        {
            await Console.Error.WriteLineAsync($"dendrite: --print goes by no settings, and connects to nothing: leave out {superfluous[0].Split('=')[0]}.");
            return ExitCode.WrongUse;
        }
        await Console.Out.WriteAsync(ClusterDatabase.Script);
        return ExitCode.Done;
    }

    private static async Task<int> InitAsync(string[] args, string? file, CancellationToken cancellationToken)
    {
        try
        {
            var setup = await ClusterDatabase.FromConfiguration(args, file).InitializeAsync(cancellationToken);
            await Console.Error.WriteLineAsync("dendrite: " + setup switch
            {
                ClusterSetup.Created => "the database is ready for silos.",
                ClusterSetup.Refreshed => "the database was set up before; its data is as it was, its statements are this version's.",
                ClusterSetup.Upgraded => "the database was of an older version; its tables are this version's now, its data is as it was.",
                _ => "the database was set up by Orleans's own scripts; it is ready, and nothing was changed.",
            });
            return ExitCode.Done;
        }
        catch (DefinitionException e)
        {
            foreach (var fault in e.Faults) await Console.Error.WriteLineAsync($"dendrite: {fault}");
            return ExitCode.WrongUse;
        }
        catch (ClusterDatabaseException e)
        {
            await Console.Error.WriteLineAsync($"dendrite: {e.Message}");
            return ExitCode.OtherSideFailed;
        }
    }
}
