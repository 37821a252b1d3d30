using System.CommandLine;
using System.Text.Json;
using Dendrite.Protocol;

namespace Dendrite.Cli.Guards;

/// <summary>Runs a command for operators and turns how it ended into an exit code.</summary>
internal static class AdminRun
{
    public static async Task<int> RunAsync(AdminOptions options, ParseResult parsed, Func<AdminClient, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            using var client = options.Connect(parsed);
            try
            {
                return await run(client);
            }
            catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or JsonException)
            {
                // What System.Text.Json throws where a member of the answer is another than it is with us.
                throw client.NotDendrite($"its answer is of another form ({e.Message})");
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
        catch (AdminException e)
        {
            await Console.Error.WriteLineAsync($"dendrite: {e.Message}");
            return e.ExitCode;
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            await Console.Error.WriteLineAsync($"dendrite: the server ended the connection: {PlainText.Line(e.Message)}");
            return ExitCode.OtherSideFailed;
        }
    }
}
