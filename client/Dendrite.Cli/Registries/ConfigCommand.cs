using System.CommandLine;
using System.Text.Json;
using Dendrite.Cli.Guards;

namespace Dendrite.Cli.Registries;

/// <summary><c>dendrite config</c>: what the registries of a server hold, one setting a line.</summary>
internal static class ConfigCommand
{
    public static Command Create()
    {
        var options = new AdminOptions();
        var name = new Argument<string?>("name") { Description = "One registry; without it, all that the server follows.", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("config", "Shows the settings in the registries of a server, by their paths; show is for those of a file.") { name, ShowCommand.Create() };
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => AdminRun.RunAsync(options, parsed, async client =>
        {
            await WriteAsync(await client.GetRegistriesAsync(parsed.GetValue(name), cancellationToken), OutputForm.IsForPeople(parsed), Console.Out);
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }

    /// <summary>For people <c>name/path = value</c>; else a line of JSON for each registry.</summary>
    public static async Task WriteAsync(IEnumerable<JsonElement> registries, bool forPeople, TextWriter output)
    {
        foreach (var registry in registries)
        {
            if (!forPeople) await output.WriteLineAsync(registry.GetRawText());
            else
                foreach (var setting in registry.GetProperty("settings").EnumerateObject())
                    await output.WriteLineAsync($"{registry.GetProperty("name").GetString()}/{setting.Name} = {setting.Value.GetString()}");
        }
    }
}
