using System.CommandLine;

namespace Dendrite.Cli.Doctor;

/// <summary><c>dendrite doctor</c>: what is odd about an API, how to configure it, and what is spared.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var options = new DoctorOptions();
        var command = new Command("doctor", "Watches an API for a minute with a few requests, and tells what is odd about it, the settings that suit it, and what would be spared; with --log from an access log. Exit codes: 0 nothing was found, 1 something was, 2 wrong use, 3 it could not be reached.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(options.Log) is { } log
            ? LogRun.RunAsync(log, parsed.GetRequiredValue(options.Interval), OutputForm.IsForPeople(parsed), cancellationToken)
            : UrlRun.RunAsync(options.Read(parsed), OutputForm.IsForPeople(parsed), TimeProvider.System, cancellationToken));
        return command;
    }
}
