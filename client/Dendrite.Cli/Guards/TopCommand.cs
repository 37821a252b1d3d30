using System.CommandLine;
using System.Text.Json;
using Dendrite.Protocol;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Dendrite.Cli.Guards;

/// <summary><c>dendrite top</c>: guards and resources of a server, live.</summary>
internal static class TopCommand
{
    public static Command Create()
    {
        var options = new AdminOptions();
        var count = new Option<int?>("--count") { Description = "Stop after this many updates.", HelpName = "N" };
        count.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (!int.TryParse(text, out var number) || number < 1)) result.AddError($"--count '{text}' is not a whole number from 1 on.");
        });
        var command = new Command("top", "Shows the guards and resources of a server, live; one line of JSON a second where the output is no terminal.") { count };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => AdminRun.RunAsync(
            options, parsed, client => RunAsync(client.FollowAsync(cancellationToken), parsed.GetValue(count), OutputForm.IsForPeople(parsed)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(IAsyncEnumerable<Utf8Json> overviews, int? count, bool forPeople)
    {
        if (!forPeople)
        {
            await using var output = new StreamWriter(StandardOutput.Open()) { AutoFlush = true };
            return await EachAsync(overviews, count, overview => output.WriteLineAsync(overview.ToString()));
        }
        var code = ExitCode.Done;
        await AnsiConsole.Live(new Text("Connecting …")).Overflow(VerticalOverflow.Crop).StartAsync(async screen =>
            code = await EachAsync(overviews, count, overview =>
            {
                screen.UpdateTarget(Render(overview, OutputForm.Width, Console.WindowHeight));
                return Task.CompletedTask;
            }));
        return code;
    }

    private static async Task<int> EachAsync(IAsyncEnumerable<Utf8Json> overviews, int? count, Func<Utf8Json, Task> show)
    {
        await foreach (var overview in overviews)
        {
            await show(overview);
            if (--count == 0) return ExitCode.Done;
        }
        await Console.Error.WriteLineAsync("dendrite: the server has ended the stream.");
        return ExitCode.OtherSideFailed;
    }

    internal static Rows Render(Utf8Json overview, int width, int height)
    {
        using var document = JsonDocument.Parse(overview.Memory);
        var root = document.RootElement;
        JsonElement[] guards = [.. root.GetProperty("guards").EnumerateArray()];
        JsonElement[] resources = [.. root.GetProperty("resources").EnumerateArray()];
        List<IRenderable> parts = [GuardTable.Metrics(guards, width)];
        if (resources.Length > 0) parts.Add(GuardTable.Resources(resources, width, Math.Max(1, height - guards.Length - 10)));
        parts.Add(new Text($"{root.GetProperty("at").GetDateTimeOffset():HH:mm:ss} UTC · Ctrl-C ends", new Style(Color.Grey)));
        return new Rows(parts);
    }
}
