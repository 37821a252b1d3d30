using System.CommandLine;
using Dendrite.Diff;

namespace Dendrite.Cli.Diff;

/// <summary>The options of <c>dendrite diff</c>, one for each of <see cref="DiffOptions"/> and some of the command's own.</summary>
internal sealed class DiffCommandOptions
{
    private readonly Option<string[]> _keys = new("--key") { Description = "A member that identifies the items of an array, in order of preference; may be repeated. Default: id, href, task_id, canonical_name, name, key." };
    private readonly Option<string[]> _ignore = new("--ignore") { Description = "A JSON pointer whose changes do not count; * stands for any member or item; may be repeated." };
    private readonly Option<string> _root = new("--root") { Description = "The JSON pointer of the only part to compare.", DefaultValueFactory = _ => "" };
    private readonly Option<NumberComparison> _numbers = new("--numbers") { Description = "AsWritten: 1 and 1.0 differ; ByValue: they are the same." };
    private readonly Option<bool> _invertible = new("--invertible") { Description = "Name in a patch the values that go, so that it can be turned round." };
    private readonly Option<bool> _copies = new("--copies") { Description = "Let a patch copy values from elsewhere in the document." };
    private readonly Option<int> _maxDepth = DepthOption.Create();

    public Option<DiffFormat> Format { get; } = new("--format") { Description = "Auto prints {\"format\":…,\"change\":…} with the smallest.", DefaultValueFactory = _ => DiffFormat.Patch };

    public Option<bool> Batch { get; } = new("--batch") { Description = "Read one array [old, new] a line and print one result a line; a line that fails gives {\"error\":…}." };

    public Option<bool> Stats { get; } = new("--stats") { Description = "Print sizes and times to standard error, one line of JSON." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { Format, _keys, _numbers, _ignore, _root, _invertible, _copies, _maxDepth, Batch, Stats }) command.Add(option);
    }

    public JsonLimits ReadLimits(ParseResult parsed) => new() { MaxDepth = parsed.GetValue(_maxDepth) };

    public DiffOptions ReadDiffOptions(ParseResult parsed) => new()
    {
        Keys = parsed.GetValue(_keys) is { Length: > 0 } keys ? keys : DiffOptions.Default.Keys,
        Ignore = parsed.GetValue(_ignore) ?? [],
        Root = parsed.GetRequiredValue(_root),
        Numbers = parsed.GetValue(_numbers),
        Invertible = parsed.GetValue(_invertible),
        Copies = parsed.GetValue(_copies),
    };
}
