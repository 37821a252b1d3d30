using System.CommandLine;
using Dendrite.Diff;

namespace Dendrite.Cli.Diff;

/// <summary><c>dendrite patch</c>: a document after a change; exit 0, 1 where the change does not apply, 2 on bad input.</summary>
internal static class PatchCommand
{
    public static Command Create() => Create(ConsoleStreams.Standard);

    public static Command Create(ConsoleStreams streams)
    {
        var document = new Argument<string?>("doc") { Description = "The document; - is standard input. With --batch, the file of the lines.", Arity = ArgumentArity.ZeroOrOne };
        var change = new Argument<string?>("patch") { Description = "The change; - is standard input.", Arity = ArgumentArity.ZeroOrOne };
        var options = new PatchCommandOptions();
        var command = new Command("patch", "Prints a JSON document after a change. Exit codes: 0 done, 1 the change does not apply, 2 one of them cannot be read.") { document, change };
        options.AddTo(command);
        InputFiles.RequireTwo(command, document, change, options.Batch);
        command.SetAction(parsed =>
        {
            var limits = options.ReadLimits(parsed);
            var statistics = parsed.GetValue(options.Stats) ? new PatchStatistics() : null;
            var code = streams.Guard(() =>
            {
                if (parsed.GetValue(options.Batch))
                    return BatchLines.Run(streams, parsed.GetValue(document), new JsonLimits { MaxDepth = JsonLimits.DeepestAllowed }, Apply);
                streams.WriteLine(Apply(InputFiles.Read(streams, parsed.GetRequiredValue(document)!), InputFiles.Read(streams, parsed.GetRequiredValue(change)!)));
                return ExitCode.Done;
            });
            statistics?.WriteTo(streams.Error);
            return code;

            ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> text, ReadOnlyMemory<byte> step)
            {
                statistics?.Start();
                var format = parsed.GetRequiredValue(options.Format);
                if (format == DiffFormat.Auto) (format, step) = AutoEnvelope.Unwrap(step);
                if (parsed.GetValue(options.Invert)) step = Invert(format, step);
                var result = JsonPatcher.Apply(format, text, step, limits);
                statistics?.Stop(text.Length, step.Length, result.Length);
                return result;
            }
        });
        return command;
    }

    private static byte[] Invert(DiffFormat format, ReadOnlyMemory<byte> change) => format == DiffFormat.Patch
        ? JsonPatcher.Invert(change)
        : throw new CommandInputException("Only a patch can be turned round; --invert needs --format patch");
}
