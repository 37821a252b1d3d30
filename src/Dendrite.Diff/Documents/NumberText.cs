using System.Globalization;
using System.Numerics;

namespace Dendrite.Diff;

/// <summary>JSON numbers as they are written: no digit is lost, however long they are.</summary>
internal static class NumberText
{
    /// <summary>Steps over the number that begins at <paramref name="position"/>.</summary>
    /// <exception cref="JsonFormatException">It is not a number of RFC 8259 section 6.</exception>
    public static int Read(ReadOnlySpan<byte> text, int position)
    {
        if (text[position] == '-') position++;
        var digits = position;
        position = SkipDigits(text, position, "A digit is expected");
        if (text[digits] == '0' && position > digits + 1) throw new JsonFormatException("A number must not begin with a zero", digits);
        if (position < text.Length && text[position] == '.') position = SkipDigits(text, position + 1, "A digit must follow the decimal point");
        if (position < text.Length && (text[position] | 0x20) == 'e')
        {
            position++;
            if (position < text.Length && text[position] is (byte)'+' or (byte)'-') position++;
            position = SkipDigits(text, position, "A digit is expected in the exponent");
        }
        return position;
    }

    /// <summary>True where two numbers have the same value, however they are written; exact at any length.</summary>
    public static bool ValueEquals(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.SequenceEqual(other)) return true;
        var a = new DecimalText(one);
        var b = new DecimalText(other);
        if (a.IsZero || b.IsZero) return a.IsZero && b.IsZero;
        if (a.IsNegative != b.IsNegative || a.DigitCount != b.DigitCount || !a.HasSameExponent(b)) return false;
        for (int i = 0, j = 0, n = 0; n < a.DigitCount; n++)
        {
            if (a.NextDigit(ref i) != b.NextDigit(ref j)) return false;
        }
        return true;
    }

    /// <summary>A hash that numbers of the same value share.</summary>
    public static ulong ValueHash(ReadOnlySpan<byte> number)
    {
        var value = new DecimalText(number);
        if (value.IsZero) return ByteHash.Mix(0, 0);
        ulong hash = value.IsNegative ? 2u : 1u;
        for (int i = 0, n = 0; n < value.DigitCount; n++) hash = ByteHash.Mix(hash, value.NextDigit(ref i));
        return ByteHash.Mix(hash, value.ExponentHash);
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, int position, string fault)
    {
        var start = position;
        while ((uint)position < (uint)text.Length && (uint)(text[position] - '0') <= 9) position++;
        return position > start ? position : throw new JsonFormatException(position < text.Length ? fault : "The text ends too early", position);
    }

    /// <summary>A number as sign, digits from the first that is not zero to the last that is not, and the exponent of the last.</summary>
    private readonly ref struct DecimalText
    {
        private readonly ReadOnlySpan<byte> _digits;
        private readonly ReadOnlySpan<byte> _exponent;
        private readonly long _shift;

        public DecimalText(ReadOnlySpan<byte> number)
        {
            IsNegative = number[0] == '-';
            if (IsNegative) number = number[1..];
            var mark = number.IndexOfAny((byte)'e', (byte)'E');
            var mantissa = mark < 0 ? number : number[..mark];
            _exponent = mark < 0 ? default : number[(mark + 1)..];
            var point = mantissa.IndexOf((byte)'.');
            var first = mantissa.IndexOfAnyExcept((byte)'0', (byte)'.');
            if (first < 0) return;
            var last = mantissa.LastIndexOfAnyExcept((byte)'0', (byte)'.');
            _digits = mantissa[first..(last + 1)];
            var whole = point < 0 ? mantissa.Length : point;
            DigitCount = _digits.Length - (point > first && point < last ? 1 : 0);
            _shift = last < whole ? whole - 1 - last : whole - last;
        }

        public bool IsNegative { get; }

        public int DigitCount { get; }

        public bool IsZero => DigitCount == 0;

        public ulong ExponentHash => unchecked((ulong)Exponent().GetHashCode());

        public byte NextDigit(ref int position)
        {
            if (_digits[position] == '.') position++;
            return _digits[position++];
        }

        public bool HasSameExponent(DecimalText other) =>
            _exponent.Length < 16 && other._exponent.Length < 16 ? Short() == other.Short() : Exponent() == other.Exponent();

        private long Short() => _shift + (_exponent.IsEmpty ? 0 : long.Parse(_exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));

        private BigInteger Exponent() =>
            _shift + (_exponent.IsEmpty ? BigInteger.Zero : BigInteger.Parse(System.Text.Encoding.ASCII.GetString(_exponent), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
    }
}
