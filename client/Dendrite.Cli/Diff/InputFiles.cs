using System.CommandLine;

namespace Dendrite.Cli.Diff;

/// <summary>The files that a command is given; <c>-</c> is standard input.</summary>
internal static class InputFiles
{
    private const string StandardInput = "-";

    /// <summary>Two files, or with the batch option one at most.</summary>
    public static void RequireTwo(Command command, Argument<string?> first, Argument<string?> second, Option<bool> batch) => command.Validators.Add(result =>
    {
        var files = (First: result.GetValue(first), Second: result.GetValue(second));
        if (result.GetValue(batch))
        {
            if (files.Second is not null) result.AddError("With --batch there is one file at most.");
        }
        else if (files.Second is null)
        {
            result.AddError($"Two files are needed: {first.Name} and {second.Name}.");
        }
        else if (files is { First: StandardInput, Second: StandardInput })
        {
            result.AddError("Only one of the files can be standard input.");
        }
    });

    public static Stream Open(ConsoleStreams streams, string? file) =>
        file is null or StandardInput ? streams.Input() : File.OpenRead(file);

    public static byte[] Read(ConsoleStreams streams, string file)
    {
        using var input = Open(streams, file);
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }
}
