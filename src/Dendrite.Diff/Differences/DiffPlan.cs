namespace Dendrite.Diff;

/// <summary>The options of a differ as its algorithms use them.</summary>
internal sealed class DiffPlan
{
    /// <exception cref="ArgumentException">A pointer among the options is not one.</exception>
    public DiffPlan(DiffOptions options)
    {
        Numbers = options.Numbers;
        Ignore = IgnoreTree.Build(options.Ignore);
        Invertible = options.Invertible;
        Copies = options.Copies;
        Keys = [.. options.Keys.Select(k => k.StartsWith('/') ? Tokens(k) : [SurrogateHalf.Encode(k)])];
        Root = Tokens(options.Root);
    }

    /// <summary>Each key as the names that lead to it from the item.</summary>
    public byte[][][] Keys { get; }

    public NumberComparison Numbers { get; }

    public IgnoreTree? Ignore { get; }

    public byte[][] Root { get; }

    public bool Invertible { get; }

    public bool Copies { get; }

    private static byte[][] Tokens(string pointer) => [.. JsonPointer.ParseArgument(pointer).Select(SurrogateHalf.Encode)];
}
