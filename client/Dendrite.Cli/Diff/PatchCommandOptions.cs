using System.CommandLine;
using Dendrite.Diff;

namespace Dendrite.Cli.Diff;

/// <summary>The options of <c>dendrite patch</c>, one for each of <see cref="PatchLimits"/> and some of the command's own.</summary>
internal sealed class PatchCommandOptions
{
    private readonly Option<int> _maxOperations = new("--max-operations") { Description = "Operations or events in the change.", DefaultValueFactory = _ => PatchLimits.Default.MaxOperations };
    private readonly Option<int> _maxBytes = new("--max-bytes") { Description = "The length of the result.", DefaultValueFactory = _ => PatchLimits.Default.MaxBytes };
    private readonly Option<int> _maxDepth = DepthOption.Create();

    public Option<DiffFormat> Format { get; } = new("--format") { Description = "What the change is; auto reads {\"format\":…,\"change\":…}.", DefaultValueFactory = _ => DiffFormat.Patch };

    public Option<bool> Invert { get; } = new("--invert") { Description = "Undo the patch; it must have been made with --invertible." };

    public Option<bool> Batch { get; } = new("--batch") { Description = "Read one array [doc, patch] a line and print one result a line; a line that fails gives {\"error\":…}." };

    public Option<bool> Stats { get; } = new("--stats") { Description = "Print sizes and times to standard error, one line of JSON." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Format, Invert, _maxOperations, _maxBytes, _maxDepth, Batch, Stats }) command.Add(option);
    }

    public PatchLimits ReadLimits(ParseResult parsed) => new()
    {
        MaxOperations = parsed.GetValue(_maxOperations),
        MaxBytes = parsed.GetValue(_maxBytes),
        MaxDepth = parsed.GetValue(_maxDepth),
    };
}
