using System.Globalization;

namespace Dendrite.Diff;

/// <summary>A JSON pointer (RFC 6901) in its string form, read into its reference tokens.</summary>
internal static class JsonPointer
{
    /// <summary>The tokens of a pointer, unescaped.</summary>
    /// <exception cref="FormatException">It is neither empty nor begins with a slash, or has a tilde without 0 or 1.</exception>
    public static string[] Parse(string pointer)
    {
        if (pointer.Length == 0) return [];
        if (pointer[0] != '/') throw new FormatException("A JSON pointer is empty or begins with a slash");
        var tokens = pointer[1..].Split('/');
        for (var i = 0; i < tokens.Length; i++) tokens[i] = Unescape(tokens[i]);
        return tokens;
    }

    /// <summary>The tokens of a pointer that a caller has given.</summary>
    /// <exception cref="ArgumentException">It is not a JSON pointer.</exception>
    public static string[] ParseArgument(string pointer)
    {
        try
        {
            return Parse(pointer);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"\"{pointer}\": {e.Message}.", nameof(pointer), e);
        }
    }

    /// <summary>The pointer of the tokens.</summary>
    public static string Format(IEnumerable<string> tokens) =>
        string.Concat(tokens.Select(t => "/" + t.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)));

    /// <summary>Reads an array index: decimal digits without leading zeros (RFC 6901 section 4).</summary>
    public static bool TryReadIndex(string token, out int index)
    {
        index = 0;
        return token.Length is > 0 and <= 10 && (token[0] != '0' || token.Length == 1)
            && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }

    /// <summary>The array index that a token in UTF-8 is; -1 where it is none.</summary>
    public static int ReadIndex(ReadOnlySpan<byte> token) =>
        token.Length is > 0 and <= 10 && (token[0] != '0' || token.Length == 1)
            && int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;

    private static string Unescape(string token)
    {
        for (var i = token.IndexOf('~', StringComparison.Ordinal); i >= 0; i = token.IndexOf('~', i + 1))
        {
            if (i + 1 == token.Length || token[i + 1] is not ('0' or '1')) throw new FormatException("A tilde in a JSON pointer is followed by 0 or 1");
        }
        return token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }
}
