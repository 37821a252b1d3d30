using System.CommandLine;
using Dendrite.Cli.Backends;
using Dendrite.Cli.Cluster;
using Dendrite.Cli.Demo;
using Dendrite.Cli.Diff;
using Dendrite.Cli.Doctor;
using Dendrite.Cli.Guards;
using Dendrite.Cli.Registries;
using Dendrite.Cli.Resources;
using Dendrite.Cli.Server;
using Dendrite.Protocol;

namespace Dendrite.Cli;

internal static class Program
{
    /// <summary>How long a command may take to end after a signal; a server says goodbye to its listeners first.</summary>
    private static readonly TimeSpan TerminationTimeout = TimeSpan.FromSeconds(15);

    private static async Task<int> Main(string[] args)
    {
        var parsed = BuildRoot(args.FirstOrDefault()).Parse(args);
        if (parsed.Errors.Count == 0) return await InvokeAsync(parsed);
        if (args.Length > 0) return WrongUse.Tell(parsed, Console.Error);
        // Whoever says nothing asks what could be said; that is no result.
        await BuildRoot().Parse("--help").InvokeAsync(new InvocationConfiguration { Output = Console.Error });
        return ExitCode.WrongUse;
    }

    /// <summary>Runs a verb. What it did not expect is said in a line: a trace says nothing to whoever runs a command.</summary>
    private static async Task<int> InvokeAsync(ParseResult parsed)
    {
        try
        {
            StandardOutput.UseInConsole();
            return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TerminationTimeout, EnableDefaultExceptionHandler = false });
        }
        catch (OutputException e)
        {
            if (e.IsReaderGone) return ExitCode.Done;
            await Console.Error.WriteLineAsync($"dendrite: {e.Message}");
            return ExitCode.OtherSideFailed;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"dendrite: it failed unexpectedly: {PlainText.Line(e.Message)} ({e.GetType().Name})");
            return ExitCode.OtherSideFailed;
        }
    }

    /// <summary>The verbs by their names; each is built when it is asked for, for with it come the assemblies that it needs.</summary>
    private static readonly (string Name, Func<Command> Create)[] Verbs =
    [
        ("demo", DemoCommand.Create),
        ("serve", ServeCommand.Create),
        ("cluster", ClusterCommand.Create),
        ("listen", ListenCommand.Create),
        ("fetch", FetchCommand.Create),
        ("doctor", DoctorCommand.Create),
        ("diff", DiffCommand.Create),
        ("patch", PatchCommand.Create),
        ("backends", BackendsCommand.Create),
        ("resources", ResourcesCommand.Create),
        ("explain", ExplainCommand.Create),
        ("breakers", BreakersCommand.Create),
        ("metrics", MetricsCommand.Create),
        ("top", TopCommand.Create),
        ("config", ConfigCommand.Create),
    ];

    /// <summary>The command with one verb, where the first argument names one, else with all.</summary>
    internal static RootCommand BuildRoot(string? verb = null)
    {
        var root = new RootCommand("Makes any poll-only REST backend live.") { OutputForm.Json };
        var isKnown = Verbs.Any(v => v.Name == verb);
        foreach (var (name, create) in Verbs)
            if (!isKnown || name == verb) root.Add(create());
        return root;
    }
}
