namespace Dendrite.Diff;

/// <summary>The bytes are not JSON as RFC 8259 defines it, or exceed a limit, or name a member twice.</summary>
public sealed class JsonFormatException : FormatException
{
    /// <summary>Makes the exception for a fault at a position.</summary>
    /// <param name="reason">What is wrong, without the position.</param>
    /// <param name="offset">The zero-based byte offset of the fault.</param>
    public JsonFormatException(string reason, long offset)
        : base($"{reason} at byte {offset}.")
    {
        Reason = reason;
        Offset = offset;
    }

    internal JsonFormatException(string reason, long offset, string pointer)
        : base(pointer.Length == 0 ? $"{reason} at byte {offset}." : $"{reason} at byte {offset}, {pointer}.")
    {
        Reason = reason;
        Offset = offset;
        Pointer = pointer;
    }

    /// <summary>The place in the document as a JSON pointer (RFC 6901), where <see cref="LenientJson"/> has looked for it; else null.</summary>
    public string? Pointer { get; }

    /// <summary>The zero-based byte offset of the first byte that can't be right; the length where the text ends too early.</summary>
    public long Offset { get; }

    /// <summary>What is wrong, without the position.</summary>
    public string Reason { get; }
}
