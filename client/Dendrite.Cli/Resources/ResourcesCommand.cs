using System.CommandLine;
using System.Text.Json;
using Dendrite.Cli.Guards;
using Spectre.Console;

namespace Dendrite.Cli.Resources;

/// <summary><c>dendrite resources</c>: shows the resources of a server, or does something to one.</summary>
internal static class ResourcesCommand
{
    private const string Show = "show";
    private const string Disconnect = "disconnect";

    private static readonly string[] Verbs = ["list", Show, "poke", "pause", "resume", "evict", Disconnect];

    public static Command Create()
    {
        var options = new AdminOptions();
        var command = new Command(
            "resources",
            "Shows the resources that a server listens to; with a verb and an address, shows one with its listeners or does something to it. "
            + "poke polls at once; pause stops the polling and tells listeners so; resume ends that; evict forgets the document, stored or not, "
            + "so that it begins anew; disconnect ends one listener.");
        var verb = new Argument<string?>("verb") { Description = $"What to do: {string.Join(", ", Verbs)}.", Arity = ArgumentArity.ZeroOrOne };
        var address = new Argument<string?>("address") { Description = "Which one: backend/path?query.", Arity = ArgumentArity.ZeroOrOne };
        var reason = new Option<string?>("--reason") { Description = "Why; logged, and told to listeners of a resource that is paused.", HelpName = "TEXT" };
        var listener = new Option<long?>("--listener") { Description = "Which listener to disconnect, by its number in show.", HelpName = "NUMBER" };
        command.Arguments.Add(verb);
        command.Arguments.Add(address);
        command.Options.Add(reason);
        command.Options.Add(listener);
        options.AddTo(command);
        command.Validators.Add(result =>
        {
            var wanted = result.GetValue(verb) ?? "list";
            if (wanted is "list" or Show && result.GetValue(reason) is not null) result.AddError($"{wanted} takes no --reason; only what changes something does.");
            if (wanted != Disconnect && result.GetResult(listener) is not null) result.AddError($"{wanted} takes no --listener; only disconnect does.");
            if (wanted == "list")
            {
                if (result.GetValue(address) is { } one) result.AddError($"list takes no address; show {one} shows one resource.");
                return;
            }
            if (!Verbs.Contains(wanted)) result.AddError($"'{wanted}' is not a verb of resources; there are {string.Join(", ", Verbs)}.");
            if (result.GetValue(address) is null) result.AddError($"{wanted} needs an address: backend/path?query.");
            if (wanted == Show) return;
            if (string.IsNullOrWhiteSpace(result.GetValue(reason))) result.AddError($"{wanted} needs --reason TEXT; it is logged.");
            if (wanted == Disconnect && result.GetResult(listener) is null) result.AddError("disconnect needs --listener NUMBER; show has the numbers.");
        });
        command.SetAction((parsed, cancellationToken) => AdminRun.RunAsync(options, parsed, async client =>
        {
            var forPeople = OutputForm.IsForPeople(parsed);
            switch (parsed.GetValue(verb) ?? "list")
            {
                case "list":
                    await WriteAllAsync(await client.GetResourcesAsync(cancellationToken), forPeople);
                    break;
                case Show:
                    await WriteAsync(await client.GetResourceAsync(parsed.GetValue(address)!, cancellationToken), forPeople);
                    break;
                case var wanted:
                    await WriteAsync(await client.CommandResourceAsync(parsed.GetValue(address)!, wanted, parsed.GetValue(reason)!, parsed.GetValue(listener), cancellationToken), forPeople);
                    break;
            }
            return ExitCode.Done;
        }, cancellationToken));
        return command;
    }

    private static async Task WriteAllAsync(IReadOnlyList<JsonElement> resources, bool forPeople)
    {
        if (forPeople) AnsiConsole.Write(ResourceTable.Of(resources));
        else
            foreach (var resource in resources) await Console.Out.WriteLineAsync(resource.GetRawText());
    }

    private static async Task WriteAsync(JsonElement detail, bool forPeople)
    {
        if (forPeople) AnsiConsole.Write(ResourceTable.Detail(detail));
        else await Console.Out.WriteLineAsync(detail.GetRawText());
    }
}
