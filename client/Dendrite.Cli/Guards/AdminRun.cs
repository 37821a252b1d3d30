using System.CommandLine;

namespace Dendrite.Cli.Guards;

/// <summary>Runs a command for operators and turns how it ended into an exit code.</summary>
internal static class AdminRun
{
    public static async Task<int> RunAsync(AdminOptions options, ParseResult parsed, Func<AdminClient, Task<int>> run, CancellationToken cancellationToken)
    {
        try
        {
            using var client = options.Connect(parsed);
            return await run(client);
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
            // The reader of the pipe has gone, as with `| head -1`, or the server has.
            if (e is IOException and not HttpIOException) return ExitCode.Done;
            await Console.Error.WriteLineAsync($"dendrite: the server ended the connection: {e.Message}");
            return ExitCode.OtherSideFailed;
        }
    }
}
