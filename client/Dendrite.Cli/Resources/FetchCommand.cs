using System.Buffers;
using System.CommandLine;
using System.Text.Json;
using Dendrite.Protocol;

namespace Dendrite.Cli.Resources;

/// <summary><c>dendrite fetch</c>: a document once.</summary>
internal static class FetchCommand
{
    public static Command Create()
    {
        var options = new SourceOptions();
        var command = new Command("fetch", "Prints a document once: indented on a terminal, else on one line.");
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
                if (OutputForm.IsForPeople(parsed)) WriteIndented(snapshot.Document, line);
                else snapshot.Document.WriteOneLine(line);
                line.Write("\n"u8);
                await output.WriteAsync(line.WrittenMemory, cancellationToken);
                return ExitCode.Done;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return ExitCode.Negative;
            }
            catch (DendriteException e)
            {
                return await Failures.ReportAsync(e);
            }
        });
        return command;
    }

    /// <summary>Numbers and texts as they were written, only the space between tokens is another.</summary>
    private static void WriteIndented(Utf8Json document, IBufferWriter<byte> output)
    {
        using var parsed = JsonDocument.Parse(document.Memory, new JsonDocumentOptions { MaxDepth = 512 });
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, MaxDepth = 512, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        parsed.RootElement.WriteTo(json);
    }
}
