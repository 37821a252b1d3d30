using System.CommandLine;
using Dendrite.Silo;

namespace Dendrite.Cli.Server;

/// <summary><c>dendrite serve</c>: the silo as a server.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file, JSON or INI by its ending.", HelpName = "FILE" };
        var urls = new Option<string?>("--urls") { Description = $"Where to listen, several separated by semicolons. Default {DendriteServer.DefaultUrl}.", HelpName = "URLS" };
        var settings = new Argument<string[]>("settings") { Description = "Further settings, as --Key=value or --Backends:name:Key=value; dendrite config show lists them.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("serve", "Runs the silo as a server. Exit codes: 0 after an orderly end, 1 it cannot have an address, a port or the data directory, 2 the configuration is refused, with all faults, 3 the cluster or its database cannot be used, or the server fails.") { config, urls, settings };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction((parsed, cancellationToken) =>
        {
            List<string> args = [.. parsed.GetValue(settings) ?? [], .. parsed.UnmatchedTokens];
            if (parsed.GetValue(urls) is { } address) args.Add($"--urls={address}");
            return ServerRun.RunAsync([.. args], parsed.GetValue(config), cancellationToken);
        });
        return command;
    }
}
