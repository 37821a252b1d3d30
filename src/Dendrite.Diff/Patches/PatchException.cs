namespace Dendrite.Diff;

/// <summary>A change that can't be applied. Nothing of it was.</summary>
public sealed class PatchException : Exception
{
    /// <summary>Makes the exception for a change whose form is wrong, or that fails as a whole.</summary>
    public PatchException(string reason, Exception? inner = null)
        : this(reason, -1, null, inner)
    {
    }

    /// <summary>Makes the exception for one operation or event.</summary>
    public PatchException(string reason, int index, string? pointer, Exception? inner = null)
        : base(Describe(reason, index, pointer), inner)
    {
        Reason = reason;
        Index = index;
        Pointer = pointer;
    }

    /// <summary>The zero-based position of the operation or event; -1 where the change as a whole is at fault.</summary>
    public int Index { get; }

    /// <summary>The JSON pointer that the operation names; null where there is none.</summary>
    public string? Pointer { get; }

    /// <summary>What is wrong, without the position.</summary>
    public string Reason { get; }

    private static string Describe(string reason, int index, string? pointer) => (index, pointer) switch
    {
        ( < 0, _) => $"{reason}.",
        (_, null) => $"{reason} (operation {index}).",
        _ => $"{reason} (operation {index} at \"{pointer}\").",
    };
}
