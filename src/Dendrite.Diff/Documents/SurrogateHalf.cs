using System.Globalization;
using System.Text;

namespace Dendrite.Diff;

/// <summary>
/// Half a surrogate pair among the plain bytes of a string: the three bytes that its number has in UTF-8, as WTF-8 has it
/// (simonsapin.github.io/wtf-8). No text of a document holds them by itself; in JSON it is an escape (RFC 8259 section 8.2).
/// </summary>
internal static class SurrogateHalf
{
    /// <summary>The first byte of each half, and of a few whole characters of three bytes.</summary>
    public const byte FirstByte = 0xED;

    /// <summary>Writes a half.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Write(char unit, Span<byte> plain)
    {
        plain[0] = FirstByte;
        plain[1] = (byte)(0x80 | (unit >> 6 & 0x3F));
        plain[2] = (byte)(0x80 | (unit & 0x3F));
        return 3;
    }

    /// <summary>Writes three plain bytes that begin as a half does: as an escape if they are one, else as they are.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int WriteEscape(ReadOnlySpan<byte> plain, Span<byte> target)
    {
        if (!IsAt(plain))
        {
            plain.CopyTo(target);
            return 3;
        }
        "\\u"u8.CopyTo(target);
        ((int)Read(plain)).TryFormat(target[2..], out _, "x4", CultureInfo.InvariantCulture);
        return 6;
    }

    /// <summary>The text of plain bytes, halves included.</summary>
    public static string Decode(ReadOnlySpan<byte> plain)
    {
        if (!plain.Contains(FirstByte)) return Encoding.UTF8.GetString(plain);
        var text = new StringBuilder(plain.Length);
        while (true)
        {
            var run = plain.IndexOf(FirstByte);
            if (run < 0) return text.Append(Encoding.UTF8.GetString(plain)).ToString();
            text.Append(Encoding.UTF8.GetString(plain[..run]));
            plain = plain[run..];
            if (IsAt(plain)) text.Append(Read(plain));
            else text.Append(Encoding.UTF8.GetString(plain[..3]));
            plain = plain[3..];
        }
    }

    /// <summary>The plain bytes of a text, halves included.</summary>
    public static byte[] Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\ud800', '\udfff')) return Encoding.UTF8.GetBytes(text);
        var plain = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var written = 0;
        for (var i = 0; i < text.Length;)
        {
            if (Rune.TryGetRuneAt(text, i, out var rune))
            {
                written += rune.EncodeToUtf8(plain.AsSpan(written));
                i += rune.Utf16SequenceLength;
            }
            else written += Write(text[i++], plain.AsSpan(written));
        }
        return plain[..written];
    }

    private static bool IsAt(ReadOnlySpan<byte> plain) => plain[0] == FirstByte && plain[1] >= 0xA0;

    private static char Read(ReadOnlySpan<byte> plain) => (char)(0xD000 | (plain[1] & 0x3F) << 6 | (plain[2] & 0x3F));
}
