using System.Buffers.Binary;
using System.Globalization;

namespace Dendrite.Diff;

/// <summary>
/// The first 16 bytes of the SHA-256 of a document's canonical form (RFC 8785, JCS). Two documents of equal meaning have
/// equal hashes; it tells drift from truth and is no signature.
/// </summary>
/// <remarks>
/// A number counts as the double nearest to it, as RFC 8785 section 3.2.2.3 has it; one that no finite double is near
/// (1e999) counts as it is written.
/// </remarks>
public readonly record struct CanonicalHash
{
    private readonly UInt128 _value;

    private CanonicalHash(UInt128 value) => _value = value;

    /// <summary>The hash of a document.</summary>
    /// <exception cref="JsonFormatException">The bytes are not a document that <see cref="JsonIndex.Parse"/> takes.</exception>
    public static CanonicalHash Of(ReadOnlyMemory<byte> utf8, JsonLimits? limits = null) => JsonIndex.Parse(utf8, limits).Hash;

    /// <summary>Reads the 32 hexadecimal digits that <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CanonicalHash hash)
    {
        var read = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        hash = new CanonicalHash(value);
        return read && text.Length == 32;
    }

    /// <summary>The hash as 32 lower-case hexadecimal digits.</summary>
    public override string ToString() => _value.ToString("x32", CultureInfo.InvariantCulture);

    internal static CanonicalHash FromDigest(ReadOnlySpan<byte> digest) => new(BinaryPrimitives.ReadUInt128BigEndian(digest));
}
