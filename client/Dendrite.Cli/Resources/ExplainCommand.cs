using System.CommandLine;
using System.Text.Json;
using Dendrite.Cli.Guards;
using Dendrite.Protocol;
using Spectre.Console;

namespace Dendrite.Cli.Resources;

/// <summary><c>dendrite explain</c>: when a resource is polled next and why, what its backend said, and what was saved.</summary>
internal static class ExplainCommand
{
    private const int ShownPolls = 20;

    public static Command Create()
    {
        var options = new AdminOptions();
        var address = new Argument<string>("address") { Description = "Which resource of the server: backend/path?query." };
        var command = new Command("explain", "Says when a server polls a resource next and why, what its backend said, and what was saved; and shows its last polls.") { address };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => AdminRun.RunAsync(options, parsed, async client =>
        {
            var explained = await client.ExplainResourceAsync(parsed.GetRequiredValue(address), cancellationToken);
            if (OutputForm.IsForPeople(parsed)) Write(explained);
            else await Console.Out.WriteLineAsync(explained.GetRawText());
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }

    private static void Write(JsonElement explained)
    {
        foreach (var sentence in explained.GetProperty("explanation").EnumerateArray()) AnsiConsole.Write(new Text($"{PlainText.Line(sentence.GetString() ?? "", 1000)}\n"));
        JsonElement[] polls = [.. explained.GetProperty("polls").EnumerateArray()];
        if (polls.Length == 0) return;
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        foreach (var column in new[] { "at (UTC)", "brought", "took", "next in", "because" }) table.AddColumn(column);
        foreach (var poll in polls.TakeLast(ShownPolls))
        {
            var (at, next) = (poll.GetProperty("at").GetDateTimeOffset(), poll.GetProperty("next").GetDateTimeOffset());
            table.AddRow(
                new Text($"{at.UtcDateTime:HH:mm:ss.fff}"), new Text(Result(poll)), new Text($"{poll.GetProperty("tookMs").GetDouble():0} ms"),
                new Text(next.Year > 9000 ? "–" : $"{Math.Max(0, (next - at).TotalSeconds):0.0} s"), new Text(PlainText.Line(poll.GetProperty("rule").GetString() ?? "")));
        }
        AnsiConsole.Write(table);
    }

    private static string Result(JsonElement poll)
    {
        var result = PlainText.Line(poll.GetProperty("result").GetString() ?? "");
        return poll.GetProperty("status") is { ValueKind: JsonValueKind.Number } status ? $"{result} ({status})" : result;
    }
}
