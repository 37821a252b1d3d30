using System.Buffers.Text;
using System.Globalization;

namespace Dendrite.Diff;

/// <summary>Numbers as ECMAScript prints them, which RFC 8785 section 3.2.2.3 takes for the canonical form.</summary>
internal static class EcmaNumber
{
    /// <summary>Room for the longest: sign, "0.", 6 zeros at most, 17 digits, exponent.</summary>
    public const int MaxLength = 40;

    /// <summary>Writes the double nearest to the number.</summary>
    /// <returns>False where that is not finite.</returns>
    public static bool TryWrite(ReadOnlySpan<byte> number, Span<byte> target, out int length)
    {
        length = 0;
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)) return false;
        if (value == 0)
        {
            target[length++] = (byte)'0';
            return true;
        }
        if (value < 0) target[length++] = (byte)'-';
        Span<byte> digits = stackalloc byte[32];
        var count = Shortest(Math.Abs(value), digits, out var exponent);
        Lay(digits[..count], exponent, target, ref length);
        return true;
    }

    /// <summary>The fewest digits that round-trip; the value is 0.DIGITS × 10^<paramref name="exponent"/>.</summary>
    private static int Shortest(double value, Span<byte> digits, out int exponent)
    {
        Span<byte> text = stackalloc byte[32];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        exponent = 0;
        var mark = text.IndexOf((byte)'E');
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }
        var point = text.IndexOf((byte)'.');
        exponent += point < 0 ? text.Length : point;
        var count = 0;
        foreach (var c in text)
        {
            if (c == '.') continue;
            if (count == 0 && c == '0') exponent--;
            else digits[count++] = c;
        }
        while (count > 1 && digits[count - 1] == '0') count--;
        return count;
    }

    /// <summary>ECMA-262, Number::toString, with k digits and n the exponent.</summary>
    private static void Lay(ReadOnlySpan<byte> digits, int n, Span<byte> target, ref int length)
    {
        var k = digits.Length;
        if (n is > 0 and <= 21)
        {
            Put(digits[..Math.Min(k, n)], target, ref length);
            for (var i = k; i < n; i++) target[length++] = (byte)'0';
            if (k <= n) return;
            target[length++] = (byte)'.';
            Put(digits[n..], target, ref length);
            return;
        }
        if (n is > -6 and <= 0)
        {
            Put("0."u8, target, ref length);
            for (var i = n; i < 0; i++) target[length++] = (byte)'0';
            Put(digits, target, ref length);
            return;
        }
        target[length++] = digits[0];
        if (k > 1)
        {
            target[length++] = (byte)'.';
            Put(digits[1..], target, ref length);
        }
        target[length++] = (byte)'e';
        target[length++] = n > 0 ? (byte)'+' : (byte)'-';
        Utf8Formatter.TryFormat(Math.Abs(n - 1), target[length..], out var written);
        length += written;
    }

    private static void Put(ReadOnlySpan<byte> bytes, Span<byte> target, ref int length)
    {
        bytes.CopyTo(target[length..]);
        length += bytes.Length;
    }
}
