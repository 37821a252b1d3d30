using System.IO.Compression;
using System.Text;
using Dendrite.Cli.Diff;
using Dendrite.Protocol;
using Dendrite.Resources;
using Spectre.Console;

namespace Dendrite.Cli.Doctor;

/// <summary>Reads an access log and forecasts what would be spared.</summary>
internal static class LogRun
{
    public static async Task<int> RunAsync(string file, TimeSpan interval, bool forPeople, CancellationToken cancellationToken)
    {
        var forecast = new AccessLogForecast(interval);
        try
        {
            await using var input = InputFiles.Open(ConsoleStreams.Standard, file);
            await using var plain = await UnpackAsync(input, cancellationToken);
            // Whatever bytes are in it, each is a character.
            using var reader = new StreamReader(plain, Encoding.Latin1);
            await forecast.ReadAsync(reader, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Negative;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"dendrite: --log {PlainText.Line(e.Message)}");
            return ExitCode.WrongUse;
        }
        if (forecast.Lines == forecast.Unread)
        {
            await Console.Error.WriteLineAsync($"dendrite: none of {Wording.Count(forecast.Lines, "line")} of the log is a request in the common or combined form: … [10/Oct/2030:13:55:36 -0700] \"GET /path HTTP/1.1\" 200 2326 …");
            return ExitCode.WrongUse;
        }
        var report = new LogReport(forecast);
        if (forPeople) report.WriteTo(AnsiConsole.Console);
        else await Console.Out.WriteLineAsync(report.ToJson().ToJsonString(DoctorReport.OneLine));
        return ExitCode.Done;
    }

    /// <summary>What log rotation has packed is known by its first two bytes.</summary>
    private static async Task<Stream> UnpackAsync(Stream input, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        var length = await input.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = new PrefixedStream(head.AsMemory(0, length), input);
        return head is [0x1F, 0x8B] ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }
}
