using System.CommandLine;
using Dendrite.Cli.Demo;
using Dendrite.Cli.Diff;
using Dendrite.Cli.Resources;
using Dendrite.Cli.Server;

namespace Dendrite.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        var parsed = BuildRoot().Parse(args);
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? ExitCode.WrongUse : code;
    }

    internal static RootCommand BuildRoot() => new("Makes any poll-only REST backend live.")
    {
        DemoCommand.Create(),
        ServeCommand.Create(),
        ListenCommand.Create(),
        FetchCommand.Create(),
        DiffCommand.Create(),
        PatchCommand.Create(),
    };
}
