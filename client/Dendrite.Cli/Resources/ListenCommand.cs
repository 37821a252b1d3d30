using System.CommandLine;
using Dendrite.Client;
using Dendrite.Protocol;

namespace Dendrite.Cli.Resources;

/// <summary><c>dendrite listen</c>: a resource's updates as they come, one line of JSON each.</summary>
internal static class ListenCommand
{
    public static Command Create()
    {
        var source = new SourceOptions();
        var format = new Option<ResourceFormat>("--format")
        {
            Description = "The form of updates: patch, merge, list, snapshot or auto.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => ResourceFormat.Patch,
            CustomParser = result =>
            {
                if (!ResourceFormats.TryParse(result.Tokens[0].Value, out var known)) result.AddError($"--format '{result.Tokens[0].Value}' is not known; there are {ResourceFormats.Names}.");
                return known;
            },
        };
        var count = new Option<int?>("--count") { Description = "Stop after this many events.", HelpName = "N" };
        count.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, out var number) || number < 1)) result.AddError($"--count '{text}' is not a whole number from 1 on.");
        });

        var command = new Command("listen", "Prints a resource and each change to it, one line of JSON an event.") { format, count };
        source.AddTo(command, withInterval: true);
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(() => source.Open(parsed), parsed.GetValue(format), parsed.GetValue(count), OutputForm.IsForPeople(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Func<Source> open, ResourceFormat format, int? count, bool forPeople, CancellationToken cancellationToken)
    {
        try
        {
            using var source = open();
            await using var output = StandardOutput.Open();
            var lines = new UpdateLines(output, forPeople ? OutputForm.Width : null);
            var document = new LiveDocument(source.Client, source.Address, new LiveDocumentOptions
            {
                Format = format,
                OnDisconnected = e => Console.Error.WriteLine($"dendrite: {e.Message} Connecting again."),
            });
            await foreach (var update in document.ReadAllAsync(cancellationToken))
            {
                await lines.WriteAsync(update, cancellationToken);
                if (update.Event is not (ResourceEvent.Disconnected or ResourceEvent.Connected) && --count == 0) break;
            }
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (DendriteException e)
        {
            return await Failures.ReportAsync(e);
        }
    }
}
