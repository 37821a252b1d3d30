using System.Text;

namespace Dendrite.Diff;

/// <summary>The options of a differ as its algorithms use them.</summary>
internal sealed class DiffPlan
{
    /// <exception cref="ArgumentException">A pointer among the options is not one.</exception>
    public DiffPlan(DiffOptions options)
    {
        Keys = [.. options.Keys.Select(Encoding.UTF8.GetBytes)];
        Numbers = options.Numbers;
        Ignore = IgnoreTree.Build(options.Ignore);
        Invertible = options.Invertible;
        Copies = options.Copies;
        try
        {
            Root = [.. JsonPointer.Parse(options.Root).Select(Encoding.UTF8.GetBytes)];
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"\"{options.Root}\": {e.Message}.", nameof(options), e);
        }
    }

    public byte[][] Keys { get; }

    public NumberComparison Numbers { get; }

    public IgnoreTree? Ignore { get; }

    public byte[][] Root { get; }

    public bool Invertible { get; }

    public bool Copies { get; }
}
