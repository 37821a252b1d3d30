using System.Globalization;

namespace Dendrite.Resources;

/// <summary>One request of an access log in the common or combined form of Apache and nginx; whatever stands before the time and after the size does not count.</summary>
/// <param name="At">When it was.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">The path and the query, as they were sent.</param>
/// <param name="Status">The status.</param>
/// <param name="Bytes">The bytes of the answer; zero where the log does not say.</param>
internal readonly record struct AccessLogLine(DateTimeOffset At, string Method, string Target, int Status, long Bytes)
{
    // The common form, an ISO time as nginx can write it, and Python's, which has no zone.
    private static readonly string[] Times = ["dd/MMM/yyyy:HH:mm:ss zzz", "yyyy-MM-dd'T'HH:mm:ssK", "dd/MMM/yyyy HH:mm:ss"];

    /// <summary>Reads a line: <c>… [10/Oct/2030:13:55:36 -0700] "GET /path HTTP/1.1" 200 2326 …</c>; null where it is none.</summary>
    public static AccessLogLine? Read(ReadOnlySpan<char> line)
    {
        var open = line.IndexOf('[');
        if (open < 0) return null;
        var rest = line[(open + 1)..];
        var close = rest.IndexOf(']');
        if (close < 0 || !DateTimeOffset.TryParseExact(rest[..close], Times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)) return null;
        rest = rest[(close + 1)..].TrimStart();
        if (rest is not ['"', ..]) return null;
        rest = rest[1..];
        var end = EndOfQuoted(rest);
        if (end < 0) return null;
        var request = rest[..end];
        rest = rest[(end + 1)..].TrimStart();
        var method = Word(ref request);
        var target = Word(ref request);
        if (method.IsEmpty || target is not ['/', ..] || !int.TryParse(Word(ref rest), NumberStyles.None, CultureInfo.InvariantCulture, out var status) || status is < 100 or > 999) return null;
        return new AccessLogLine(at, method.ToString(), target.ToString(), status, long.TryParse(Word(ref rest), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0);
    }

    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> text)
    {
        var end = text.IndexOf(' ');
        var word = end < 0 ? text : text[..end];
        text = end < 0 ? [] : text[(end + 1)..].TrimStart();
        return word;
    }

    /// <summary>Apache writes a quotation mark as <c>\"</c>, nginx as <c>\x22</c>.</summary>
    private static int EndOfQuoted(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i;
        }
        return -1;
    }
}
