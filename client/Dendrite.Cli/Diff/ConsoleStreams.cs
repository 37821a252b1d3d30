using Dendrite.Diff;

namespace Dendrite.Cli.Diff;

/// <summary>Where a command reads and writes: bytes, for JSON is UTF-8 whatever the terminal is.</summary>
internal sealed record ConsoleStreams(Func<Stream> Input, Func<Stream> Output, TextWriter Error)
{
    public static ConsoleStreams Standard => new(Console.OpenStandardInput, StandardOutput.Open, Console.Error);

    /// <summary>Writes a result. Where its reader has gone, what was found out is still the exit code.</summary>
    public void WriteLine(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var output = Output();
            output.Write(line.Span);
            output.Write("\n"u8);
        }
        catch (OutputException e) when (e.IsReaderGone)
        {
            // As with | head -c 1.
        }
    }

    /// <summary>Runs a command and says on standard error why it failed.</summary>
    public int Guard(Func<int> run)
    {
        try
        {
            return run();
        }
        catch (PatchException e)
        {
            return Fail(e, ExitCode.Negative);
        }
        catch (Exception e) when (e is JsonFormatException or CommandInputException or IOException or UnauthorizedAccessException)
        {
            return Fail(e, ExitCode.WrongUse);
        }
    }

    private int Fail(Exception e, int code)
    {
        Error.WriteLine($"dendrite: {e.Message}");
        return code;
    }
}
