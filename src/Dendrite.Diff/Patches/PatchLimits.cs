namespace Dendrite.Diff;

/// <summary>What applying a change may cost before it is refused with a <see cref="PatchException"/>.</summary>
public sealed record PatchLimits
{
    /// <summary>A change that needs more operations or events than this is written as the whole document.</summary>
    internal const int MostWritten = 100_000;

    /// <summary>The limits that apply where none are given.</summary>
    public static PatchLimits Default { get; } = new();

    /// <summary>Operations or events in one change; 100,000 by default, which is also the most that a differ writes.</summary>
    public int MaxOperations { get; init; } = MostWritten;

    /// <summary>
    /// How deep the document, the change and the result may be nested, counted at its deepest while the operations run;
    /// 512 by default, at most <see cref="JsonLimits.DeepestAllowed"/>.
    /// </summary>
    public int MaxDepth { get; init; } = 512;

    /// <summary>The length of the result in bytes, counted after each operation; 256 MiB by default.</summary>
    public int MaxBytes { get; init; } = 256 << 20;
}
