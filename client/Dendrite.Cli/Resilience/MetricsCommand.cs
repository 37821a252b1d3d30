using System.CommandLine;
using Spectre.Console;

namespace Dendrite.Cli.Resilience;

/// <summary><c>dendrite metrics</c>: the services of a server once.</summary>
internal static class MetricsCommand
{
    public static Command Create()
    {
        var options = new AdminOptions();
        var command = new Command("metrics", "Shows what the services of a server count: rates, errors, percentiles.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => AdminRun.RunAsync(options, parsed, async client =>
        {
            var services = await client.GetServicesAsync(cancellationToken);
            if (!Console.IsOutputRedirected) AnsiConsole.Write(ServiceTable.Metrics(services));
            else
                foreach (var service in services) Console.WriteLine(service.GetRawText());
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }
}
