using System.CommandLine;
using Dendrite.Cli.Cluster;
using Dendrite.Cli.Demo;
using Dendrite.Cli.Diff;
using Dendrite.Cli.Guards;
using Dendrite.Cli.Resources;
using Dendrite.Cli.Server;

namespace Dendrite.Cli;

internal static class Program
{
    /// <summary>How long a command may take to end after a signal; a server says goodbye to its listeners first.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(15);

    private static async Task<int> Main(string[] args)
    {
        var parsed = BuildRoot().Parse(args);
        if (parsed.Errors.Count == 0)
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TerminationTimeout });
        // The help that follows the errors is no result.
        await parsed.InvokeAsync(new InvocationConfiguration { Output = Console.Error });
        return ExitCode.WrongUse;
    }

    internal static RootCommand BuildRoot() => new("Makes any poll-only REST backend live.")
    {
        DemoCommand.Create(),
        ServeCommand.Create(),
        ClusterCommand.Create(),
        ListenCommand.Create(),
        FetchCommand.Create(),
        DiffCommand.Create(),
        PatchCommand.Create(),
        BreakersCommand.Create(),
        MetricsCommand.Create(),
        TopCommand.Create(),
    };
}
