namespace Dendrite.Diff;

/// <summary>
/// Reads JSON that strict reading refuses, where what was meant is known: a byte-order mark, a member that stands twice, a
/// number that is none. What it gives is strict JSON, which everybody can read.
/// </summary>
/// <remarks>A document without faults costs what <see cref="JsonIndex.Parse"/> costs; one with faults is read three times.</remarks>
public static class LenientJson
{
    /// <summary>Reads a document.</summary>
    /// <param name="utf8">The document, which may begin with a byte-order mark (RFC 8259 section 8.1). Its bytes must not change.</param>
    /// <param name="options">What is mended; <see cref="LenientJsonOptions.Default"/> where null.</param>
    /// <param name="limits">What the document may cost; <see cref="JsonLimits.Default"/> where null.</param>
    /// <exception cref="JsonFormatException">It has another fault; the message names the place as a JSON pointer.</exception>
    public static LenientDocument Parse(ReadOnlyMemory<byte> utf8, LenientJsonOptions? options = null, JsonLimits? limits = null)
    {
        options ??= LenientJsonOptions.Default;
        if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        try
        {
            return new LenientDocument(JsonIndex.Parse(utf8, limits), [], []);
        }
        catch (JsonFormatException e)
        {
            var scan = new LenientScan(utf8, options);
            if (!scan.Run()) throw At(utf8, e);
            var mended = scan.Mend();
            try
            {
                return new LenientDocument(JsonIndex.Parse(mended, limits), scan.Duplicates, scan.Replaced);
            }
            catch (JsonFormatException other)
            {
                throw At(mended, other);
            }
        }
    }

    private static JsonFormatException At(ReadOnlyMemory<byte> utf8, JsonFormatException fault) =>
        new(fault.Reason, fault.Offset, LenientScan.PointerAt(utf8, fault.Offset));
}

/// <summary>What <see cref="LenientJson"/> mends. A byte-order mark is always ignored.</summary>
public sealed record LenientJsonOptions
{
    /// <summary>The last of the members of one name counts; numbers that are none are refused.</summary>
    public static LenientJsonOptions Default { get; } = new();

    /// <summary>Whether of several members of one name the last counts (RFC 8259 section 4 leaves it open); else they are refused. Default true.</summary>
    public bool LastMemberWins { get; init; } = true;

    /// <summary>Whether <c>NaN</c>, <c>Infinity</c> and their like, with any sign, are read as null; else they are refused. Default false.</summary>
    public bool NonFiniteAsNull { get; init; }
}

/// <summary>A document that was read leniently.</summary>
/// <param name="Index">The document, mended.</param>
/// <param name="Duplicates">Where a member stood again after one of its name, as JSON pointers; the first few.</param>
/// <param name="Replaced">Where null stands for a number that was none, as JSON pointers; the first few.</param>
public sealed record LenientDocument(JsonIndex Index, IReadOnlyList<string> Duplicates, IReadOnlyList<string> Replaced);
