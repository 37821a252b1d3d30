using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Dendrite.Diff;

/// <summary>JSON strings as they are written: read, compared, hashed and unescaped without a <see cref="string"/>.</summary>
internal static class StringText
{
    private const int StackLimit = 512;

    // What ends the plain part of a string: the quote, the backslash and the control characters.
    private static readonly SearchValues<byte> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\', SurrogateHalf.FirstByte]);

    /// <summary>Steps over the string whose opening quote stands at <paramref name="start"/>.</summary>
    /// <exception cref="JsonFormatException">It does not end, or an escape or a character in it is not allowed.</exception>
    public static int Read(ReadOnlySpan<byte> text, int start, ref bool escaped)
    {
        var position = start + 1;
        while (true)
        {
            position = SkipPlain(text, position);
            switch (text[position])
            {
                case (byte)'"':
                    return position + 1;
                case (byte)'\\':
                    escaped = true;
                    position = ReadEscape(text, position);
                    break;
                default:
                    throw new JsonFormatException("A control character in a string must be escaped", position);
            }
        }
    }

    /// <summary>The position of the next byte that is not plain. Most strings end within the first vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipPlain(ReadOnlySpan<byte> text, int position)
    {
        if (Vector256.IsHardwareAccelerated && position <= text.Length - Vector256<byte>.Count)
        {
            var chunk = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)position);
            var special = Vector256.Equals(chunk, Vector256.Create((byte)'"'))
                | Vector256.Equals(chunk, Vector256.Create((byte)'\\'))
                | Vector256.Equals(Vector256.Min(chunk, Vector256.Create((byte)0x1F)), chunk);
            var bits = special.ExtractMostSignificantBits();
            if (bits != 0) return position + BitOperations.TrailingZeroCount(bits);
            position += Vector256<byte>.Count;
        }
        var plain = text[position..].IndexOfAny(Special);
        return plain >= 0 ? position + plain : throw new JsonFormatException("The string does not end", text.Length);
    }

    /// <summary>True where both contents mean the same characters.</summary>
    public static bool Equals(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.SequenceEqual(other)) return true;
        if (!one.Contains((byte)'\\') && !other.Contains((byte)'\\')) return false;
        byte[]? rented = null;
        var plain = one.Length <= StackLimit ? stackalloc byte[StackLimit] : rented = ArrayPool<byte>.Shared.Rent(one.Length);
        var equal = EqualsUnescaped(other, plain[..Unescape(one, plain)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return equal;
    }

    /// <summary>True where the content means the characters of <paramref name="plain"/>.</summary>
    public static bool EqualsUnescaped(ReadOnlySpan<byte> content, ReadOnlySpan<byte> plain)
    {
        if (!content.Contains((byte)'\\')) return content.SequenceEqual(plain);
        if (content.Length < plain.Length) return false;
        byte[]? rented = null;
        var own = content.Length <= StackLimit ? stackalloc byte[StackLimit] : rented = ArrayPool<byte>.Shared.Rent(content.Length);
        var equal = own[..Unescape(content, own)].SequenceEqual(plain);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return equal;
    }

    /// <summary>A hash of the characters that the content means.</summary>
    public static ulong Hash(ReadOnlySpan<byte> content)
    {
        if (!content.Contains((byte)'\\')) return ByteHash.Of(content);
        byte[]? rented = null;
        var plain = content.Length <= StackLimit ? stackalloc byte[StackLimit] : rented = ArrayPool<byte>.Shared.Rent(content.Length);
        var hash = ByteHash.Of(plain[..Unescape(content, plain)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return hash;
    }

    /// <summary>
    /// Writes the characters that a valid content means; they are never longer than the content. Half a surrogate pair
    /// becomes the three bytes that its number has in UTF-8 (as WTF-8 has it), which no text of a document holds by itself.
    /// </summary>
    /// <returns>The number of bytes written.</returns>
    public static int Unescape(ReadOnlySpan<byte> content, Span<byte> plain)
    {
        var written = 0;
        while (true)
        {
            var run = content.IndexOf((byte)'\\');
            if (run < 0)
            {
                content.CopyTo(plain[written..]);
                return written + content.Length;
            }
            content[..run].CopyTo(plain[written..]);
            written += run;
            content = content[run..];
            if (content[1] != 'u')
            {
                plain[written++] = Meaning(content[1]);
                content = content[2..];
                continue;
            }
            var unit = ReadUnit(content);
            content = content[6..];
            if (!char.IsSurrogate(unit))
            {
                written += new Rune(unit).EncodeToUtf8(plain[written..]);
                continue;
            }
            if (char.IsHighSurrogate(unit) && content.StartsWith("\\u"u8) && ReadUnit(content) is var low && char.IsLowSurrogate(low))
            {
                written += new Rune(unit, low).EncodeToUtf8(plain[written..]);
                content = content[6..];
                continue;
            }
            written += SurrogateHalf.Write(unit, plain[written..]);
        }
    }

    /// <summary>
    /// Writes the content with as few escapes as JSON needs, each the shortest way (RFC 8785 section 3.2.2.2).
    /// The result is never longer than the content where that is valid, and needs no more room than it.
    /// </summary>
    /// <returns>The number of bytes written.</returns>
    public static int Shorten(ReadOnlySpan<byte> content, Span<byte> target)
    {
        byte[]? rented = null;
        var plain = content.Length <= StackLimit ? stackalloc byte[StackLimit] : rented = ArrayPool<byte>.Shared.Rent(content.Length);
        var written = Escape(plain[..Unescape(content, plain)], target);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return written;
    }

    /// <summary>Writes plain characters as the content of a JSON string; six bytes at most for each.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Escape(ReadOnlySpan<byte> plain, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var run = plain.IndexOfAny(Escaped);
            if (run < 0)
            {
                plain.CopyTo(target[written..]);
                return written + plain.Length;
            }
            plain[..run].CopyTo(target[written..]);
            written += run;
            if (plain[run] == SurrogateHalf.FirstByte)
            {
                written += SurrogateHalf.WriteEscape(plain.Slice(run, 3), target[written..]);
                plain = plain[(run + 3)..];
                continue;
            }
            target[written++] = (byte)'\\';
            if (Letter(plain[run]) is var letter and not 0)
            {
                target[written++] = letter;
            }
            else
            {
                "u00"u8.CopyTo(target[written..]);
                target[written + 3] = (byte)('0' + (plain[run] >> 4));
                target[written + 4] = (byte)"0123456789abcdef"[plain[run] & 0xF];
                written += 5;
            }
            plain = plain[(run + 1)..];
        }
    }

    /// <summary>The characters that the content means, as a string.</summary>
    public static string Decode(ReadOnlySpan<byte> content)
    {
        if (!content.Contains((byte)'\\')) return Encoding.UTF8.GetString(content);
        byte[]? rented = null;
        var plain = content.Length <= StackLimit ? stackalloc byte[StackLimit] : rented = ArrayPool<byte>.Shared.Rent(content.Length);
        var decoded = SurrogateHalf.Decode(plain[..Unescape(content, plain)]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return decoded;
    }

    private static int ReadEscape(ReadOnlySpan<byte> text, int position)
    {
        if (position + 1 >= text.Length) throw new JsonFormatException("The string does not end", text.Length);
        if (text[position + 1] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t') return position + 2;
        if (text[position + 1] != 'u') throw new JsonFormatException("The escape is unknown", position);
        // Half a surrogate pair is within the grammar (RFC 8259 section 8.2) and is passed on as it is written.
        _ = ReadUnit(text, position);
        return position + 6;
    }

    private static char ReadUnit(ReadOnlySpan<byte> text, int position)
    {
        if (position + 6 > text.Length) throw new JsonFormatException("The string does not end", text.Length);
        for (var i = position + 2; i < position + 6; i++)
        {
            if (!char.IsAsciiHexDigit((char)text[i])) throw new JsonFormatException("Four hexadecimal digits are expected", i);
        }
        return ReadUnit(text[position..]);
    }

    private static char ReadUnit(ReadOnlySpan<byte> escape)
    {
        var read = Utf8Parser.TryParse(escape.Slice(2, 4), out ushort unit, out _, 'x');
        Debug.Assert(read, "The builder has checked the digits.");
        return (char)unit;
    }

    /// <summary>The letter of the two-byte escape; 0 where there is none.</summary>
    private static byte Letter(byte character) => character switch
    {
        (byte)'\b' => (byte)'b',
        (byte)'\f' => (byte)'f',
        (byte)'\n' => (byte)'n',
        (byte)'\r' => (byte)'r',
        (byte)'\t' => (byte)'t',
        (byte)'"' or (byte)'\\' => character,
        _ => 0,
    };

    private static byte Meaning(byte escape) => escape switch
    {
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => escape,
    };
}
