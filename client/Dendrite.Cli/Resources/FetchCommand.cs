using System.Buffers;
using System.CommandLine;
using Dendrite.Protocol;

namespace Dendrite.Cli.Resources;

/// <summary><c>dendrite fetch</c>: a document once.</summary>
internal static class FetchCommand
{
    public static Command Create()
    {
        var options = new SourceOptions();
        var command = new Command("fetch", "Prints a document once, on one line.");
        options.AddTo(command, withInterval: false);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                using var source = options.Open(parsed);
                var snapshot = await source.Client.FetchAsync(source.Address, cancellationToken);
                if (snapshot.Staleness is { } staleness) await Console.Error.WriteLineAsync($"dendrite: the document may be out of date: {staleness.Reason}");
                await using var output = StandardOutput.Open();
                var line = new ArrayBufferWriter<byte>(snapshot.Document.Length + 1);
                snapshot.Document.WriteOneLine(line);
                line.Write("\n"u8);
                await output.WriteAsync(line.WrittenMemory, cancellationToken);
                return ExitCode.Done;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Negative;
            }
            catch (IOException)
            {
                // The reader of the pipe has gone.
                return ExitCode.Done;
            }
            catch (DendriteException e)
            {
                return await Failures.ReportAsync(e);
            }
        });
        return command;
    }
}
