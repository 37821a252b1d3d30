using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace Dendrite.Cli.Guards;

/// <summary><c>dendrite breakers</c>: shows the breakers of a server, or does something to one.</summary>
internal static class BreakersCommand
{
    private static readonly string[] Verbs = ["trip", "reset", "force-open", "force-close", "disable"];

    public static Command Create()
    {
        var options = new AdminOptions();
        var command = new Command("breakers", "Shows the breakers of a server; with a verb and a name, changes one.");
        var verb = new Argument<string?>("verb") { Description = $"What to do: {string.Join(", ", Verbs)}.", Arity = ArgumentArity.ZeroOrOne };
        var name = new Argument<string?>("name") { Description = "The guard whose breaker it is.", Arity = ArgumentArity.ZeroOrOne };
        var reason = new Option<string?>("--reason") { Description = "Why; kept with the change and shown to whoever asks.", HelpName = "TEXT" };
        command.Arguments.Add(verb);
        command.Arguments.Add(name);
        command.Options.Add(reason);
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(verb) is not { } wanted)
            {
                if (result.GetValue(reason) is not null) result.AddError("--reason is for a verb, which changes a breaker.");
                return;
            }
            if (!Verbs.Contains(wanted)) result.AddError($"'{wanted}' is not a verb of breakers; there are {string.Join(", ", Verbs)}.");
            if (result.GetValue(name) is null) result.AddError($"{wanted} needs the name of a guard.");
            if (string.IsNullOrWhiteSpace(result.GetValue(reason))) result.AddError($"{wanted} needs --reason TEXT; it is kept with the change.");
        });
        command.SetAction((parsed, cancellationToken) => AdminRun.RunAsync(options, parsed, async client =>
        {
            if (parsed.GetValue(verb) is { } wanted)
            {
                var changed = await client.CommandAsync(parsed.GetValue(name)!, wanted, parsed.GetValue(reason)!, cancellationToken);
                if (OutputForm.IsForPeople(parsed)) AnsiConsole.Write(GuardTable.Breakers([changed]));
                else await Console.Out.WriteLineAsync(changed.GetRawText());
                return ExitCode.Done;
            }
            Show(await client.GetGuardsAsync(cancellationToken), OutputForm.IsForPeople(parsed));
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }

    private static void Show(IReadOnlyList<JsonElement> guards, bool forPeople)
    {
        if (forPeople) AnsiConsole.Write(GuardTable.Breakers(guards));
        else
            foreach (var guard in guards)
                Console.WriteLine($"{{\"name\":{guard.GetProperty("name").GetRawText()},\"breaker\":{guard.GetProperty("breaker").GetRawText()}}}");
    }
}
