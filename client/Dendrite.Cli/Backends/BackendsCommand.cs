using System.CommandLine;
using Dendrite.Cli.Guards;
using Spectre.Console;

namespace Dendrite.Cli.Backends;

/// <summary><c>dendrite backends</c>: the backends of a server.</summary>
internal static class BackendsCommand
{
    public static Command Create()
    {
        var options = new AdminOptions();
        var command = new Command("backends", "Shows the backends of a server: their breakers, who listens, and what failed last.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => AdminRun.RunAsync(options, parsed, async client =>
        {
            var backends = await client.GetBackendsAsync(cancellationToken);
            if (OutputForm.IsForPeople(parsed)) AnsiConsole.Write(BackendTable.Of(backends));
            else
                foreach (var backend in backends) Console.WriteLine(backend.GetRawText());
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }
}
