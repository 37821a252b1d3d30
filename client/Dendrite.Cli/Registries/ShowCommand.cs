using System.CommandLine;
using System.Text.Json;
using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Dendrite.Silo;
using Spectre.Console;

namespace Dendrite.Cli.Registries;

/// <summary><c>dendrite config show</c>: the settings that <c>serve</c> would go by, without their secrets.</summary>
internal static class ShowCommand
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file, JSON or INI by its ending: the one that serve gets.", HelpName = "FILE" };
        var settings = new Argument<string[]>("settings") { Description = "Further settings, as serve gets them.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("show", "Shows the settings that serve would go by and where each is from; secrets are not shown. Exit codes: 0 serve would take them, 2 it would refuse them, with all faults.") { config, settings };
        command.TreatUnmatchedTokensAsErrors = false;
        command.SetAction(parsed => Run([.. parsed.GetValue(settings) ?? [], .. parsed.UnmatchedTokens], parsed.GetValue(config), OutputForm.IsForPeople(parsed)));
        return command;
    }

    private static int Run(string[] args, string? file, bool forPeople)
    {
        try
        {
            var settings = EffectiveSettings.Read(args, file);
            if (forPeople) AnsiConsole.Write(TableOf(settings));
            else
                foreach (var setting in settings) Console.WriteLine(JsonSerializer.Serialize(setting, Json));
            DendriteServer.Check(args, file);
            return ExitCode.Done;
        }
        catch (DefinitionException e)
        {
            foreach (var fault in e.Faults) Console.Error.WriteLine($"dendrite: {fault}");
            return ExitCode.WrongUse;
        }
    }

    private static Table TableOf(IReadOnlyList<EffectiveSetting> settings)
    {
        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey).AddColumn("setting").AddColumn("value").AddColumn("from");
        foreach (var setting in settings) table.AddRow(new Text(setting.Key), new Text(setting.Value), new Text(setting.Source));
        return table;
    }
}
