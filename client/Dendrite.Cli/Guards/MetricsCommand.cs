using System.CommandLine;
using Spectre.Console;

namespace Dendrite.Cli.Guards;

/// <summary><c>dendrite metrics</c>: the guards of a server once.</summary>
internal static class MetricsCommand
{
    public static Command Create()
    {
        var options = new AdminOptions();
        var command = new Command("metrics", "Shows what the guards of a server count: rates, errors, percentiles.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => AdminRun.RunAsync(options, parsed, async client =>
        {
            var guards = await client.GetGuardsAsync(cancellationToken);
            if (OutputForm.IsForPeople(parsed)) AnsiConsole.Write(GuardTable.Metrics(guards, OutputForm.Width));
            else
                foreach (var guard in guards) Console.WriteLine(guard.GetRawText());
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }
}
