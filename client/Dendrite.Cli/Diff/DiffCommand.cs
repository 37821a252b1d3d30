using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Dendrite.Diff;

namespace Dendrite.Cli.Diff;

/// <summary><c>dendrite diff</c>: the difference of two documents; exit 0 where equal, 1 where different, 2 on bad input.</summary>
internal static class DiffCommand
{
    public static Command Create() => Create(ConsoleStreams.Standard);

    public static Command Create(ConsoleStreams streams)
    {
        var old = new Argument<string?>("old") { Description = "The document before; - is standard input. With --batch, the file of the lines.", Arity = ArgumentArity.ZeroOrOne };
        var next = new Argument<string?>("new") { Description = "The document after; - is standard input.", Arity = ArgumentArity.ZeroOrOne };
        var options = new DiffCommandOptions();
        var command = new Command("diff", "Prints the difference of two JSON documents. Exit codes: 0 they are equal, 1 they differ, 2 one of them cannot be read.") { old, next };
        options.AddTo(command);
        InputFiles.RequireTwo(command, old, next, options.Batch);
        command.SetAction(parsed =>
        {
            if (!TryMakeDiffer(options, parsed, streams, out var differ)) return ExitCode.WrongUse;
            var limits = options.ReadLimits(parsed);
            var statistics = parsed.GetValue(options.Stats) ? new DiffStatistics() : null;
            var format = parsed.GetRequiredValue(options.Format);
            var code = streams.Guard(() => parsed.GetValue(options.Batch)
                ? BatchLines.Run(streams, parsed.GetValue(old), limits, (first, second) => Compare(differ, first, second, format, limits, statistics).Line)
                : RunOnce(streams, parsed.GetRequiredValue(old)!, parsed.GetRequiredValue(next)!, (first, second) => Compare(differ, first, second, format, limits, statistics)));
            statistics?.WriteTo(streams.Error);
            return code;
        });
        return command;
    }

    private static int RunOnce(ConsoleStreams streams, string old, string next, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, (ReadOnlyMemory<byte> Line, bool IsEmpty)> compare)
    {
        var (line, isEmpty) = compare(InputFiles.Read(streams, old), InputFiles.Read(streams, next));
        streams.WriteLine(line);
        return isEmpty ? ExitCode.Done : ExitCode.Negative;
    }

    private static (ReadOnlyMemory<byte> Line, bool IsEmpty) Compare(JsonDiffer differ, ReadOnlyMemory<byte> old, ReadOnlyMemory<byte> next, DiffFormat format, JsonLimits limits, DiffStatistics? statistics)
    {
        statistics?.Start();
        var before = JsonIndex.Parse(old, limits);
        var after = JsonIndex.Parse(next, limits);
        var result = differ.Compute(before, after, format);
        statistics?.Stop(before, after, result);
        if (format == DiffFormat.Merge && result.Format != DiffFormat.Merge)
            throw new CommandInputException("A merge patch can't say this change: a member becomes null. Use --format patch, list or auto");
        return (format == DiffFormat.Auto ? AutoEnvelope.Wrap(result) : result.Utf8, result.IsEmpty);
    }

    private static bool TryMakeDiffer(DiffCommandOptions options, ParseResult parsed, ConsoleStreams streams, [NotNullWhen(true)] out JsonDiffer? differ)
    {
        differ = null;
        try
        {
            differ = new JsonDiffer(options.ReadDiffOptions(parsed));
            return true;
        }
        catch (ArgumentException e)
        {
            streams.Error.WriteLine($"dendrite: {e.Message}");
            return false;
        }
    }
}
