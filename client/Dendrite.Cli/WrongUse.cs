using System.CommandLine;
using System.CommandLine.Parsing;
using Dendrite.Protocol;

namespace Dendrite.Cli;

/// <summary>Says what is wrong with a command line, a line each, and which help to ask for.</summary>
internal static class WrongUse
{
    public static int Tell(ParseResult parsed, TextWriter errors)
    {
        foreach (var line in Lines(parsed)) errors.WriteLine($"dendrite: {line}");
        errors.WriteLine($"Ask for help: {Path(parsed.CommandResult)} --help");
        return ExitCode.WrongUse;
    }

    private static IEnumerable<string> Lines(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unmatched = parsed.UnmatchedTokens;
        // After a verb that is none, what follows it says nothing.
        foreach (var token in command.Subcommands.Count > 0 ? unmatched.Take(1) : unmatched) yield return Unknown(token, command);
        // What was not matched is in the errors once more, and then nothing was given where it should have been.
        foreach (var error in parsed.Errors.Select(error => error.Message).Distinct())
            if (!unmatched.Any(token => error.Contains($"'{token}'", StringComparison.Ordinal)) && (unmatched.Count == 0 || command.Subcommands.Count == 0)) yield return error;
    }

    private static string Unknown(string token, Command command)
    {
        var isOption = token.StartsWith('-');
        string[] known = isOption ? [.. command.Options.Append(OutputForm.Json).Select(option => option.Name)] : [.. command.Subcommands.Select(verb => verb.Name)];
        return known.Length == 0 || (!isOption && command.Subcommands.Count == 0)
            ? $"'{token}' is one argument too many."
            : $"'{token}' is not known{NearestName.Question(token, known)}";
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "dendrite";
}
