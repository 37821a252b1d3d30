using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>One page of a list, as it was read.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Before">Its text up to the bracket that opens the array.</param>
/// <param name="Items">The text of its items, without white space around them; empty where it has none.</param>
/// <param name="After">Its text from the bracket that closes the array.</param>
/// <param name="Count">How many items it has.</param>
internal sealed record ReadPage(PageAddress Address, ReadOnlyMemory<byte> Before, ReadOnlyMemory<byte> Items, ReadOnlyMemory<byte> After, int Count)
{
    /// <summary>How it names its version.</summary>
    public required Validators Validators { get; init; }

    /// <summary>The page that it names as the next; null where it names none.</summary>
    public PageAddress? Next { get; init; }

    /// <summary>How long the backend asks not to be asked again for it.</summary>
    public TimeSpan FreshFor { get; init; }

    /// <summary>What may be done with it.</summary>
    public ReusePolicy Reuse { get; init; } = ReusePolicy.Free;

    /// <summary>Finds the items in a page.</summary>
    /// <returns>Null where there is no array at that place.</returns>
    public static ReadPage? Of(PageAddress address, JsonIndex document, string items, Validators validators)
    {
        if (document.Select(items) is not { } array || array.Span[0] != '[' || !document.Utf8.Span.Overlaps(array.Span, out var offset)) return null;
        // Of overlapping spans the offset counts from the first to the second.
        return new ReadPage(address, document.Utf8[..(offset + 1)], PageItems.Trim(array[1..^1]), document.Utf8[(offset + array.Length - 1)..], PageItems.Count(array.Span)) { Validators = validators };
    }
}
