using System.Buffers;
using System.Globalization;
using System.Text;

namespace Dendrite.Protocol;

/// <summary>Paths and queries below a base address: what may stand in them, and the one spelling that a path has (RFC 3986, section 6.2.2).</summary>
internal static class ResourcePath
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    /// <summary>What means the same escaped and not.</summary>
    private static readonly SearchValues<char> Unreserved = SearchValues.Create(Letters + "-._~");

    /// <summary>What may stand in a path as it is.</summary>
    private static readonly SearchValues<char> InPath = SearchValues.Create(Letters + "-._~!$&'()*+,;=:@/");

    /// <summary>How often a server behind a proxy may decode before it looks for dots.</summary>
    private const int Decodings = 3;

    /// <summary>The canonical form.</summary>
    /// <exception cref="InvalidRequestException">The path could leave the base address, or cannot be sent.</exception>
    public static string Canonicalize(string path)
    {
        if (path.Length > ResourceAddress.MaxPathLength) throw Malformed($"The path has {path.Length} characters; at most {ResourceAddress.MaxPathLength} are allowed.");
        var canonical = new StringBuilder(path.Length);
        Span<byte> octets = stackalloc byte[4];
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            if (c == '%')
            {
                if (i + 2 >= path.Length || !byte.TryParse(path.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                    throw Malformed($"The path '{Shown(path)}' has a percent sign without two hexadecimal digits.");
                i += 2;
                if (Unreserved.Contains((char)octet)) canonical.Append((char)octet);
                else Escape(canonical, octet);
            }
            else if (c == '?') throw Malformed($"The path '{Shown(path)}' has a question mark; the query is apart from it, and one that is meant as it is, is written %3F.");
            else if (c == '#') throw Malformed($"The path '{Shown(path)}' has a number sign, which would end it; one that is meant is written %23.");
            else if (InPath.Contains(c)) canonical.Append(c);
            else if (Rune.DecodeFromUtf16(path.AsSpan(i), out var rune, out var length) == OperationStatus.Done)
            {
                foreach (var octet in octets[..rune.EncodeToUtf8(octets)]) Escape(canonical, octet);
                i += length - 1;
            }
            else throw Malformed($"The path '{Shown(path)}' has half of a character.");
        }
        CheckSegments(path);
        return canonical.ToString();
    }

    /// <summary>The query, with what would end a request line escaped.</summary>
    /// <exception cref="InvalidRequestException">It is too long or has control characters.</exception>
    public static string CheckQuery(string query)
    {
        if (query.Length > ResourceAddress.MaxQueryLength)
            throw new InvalidRequestException(DendriteErrorCode.QueryTooLong, $"The query has {query.Length} characters; at most {ResourceAddress.MaxQueryLength} are allowed.");
        if (query.Any(char.IsControl)) throw Malformed("The query has a control character; one that is meant is escaped.");
        if (!query.AsSpan().ContainsAnyExceptInRange('!', '~') && !query.Contains('#', StringComparison.Ordinal)) return query;
        var escaped = new StringBuilder(query.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(query))
        {
            if (octet is >= (byte)'!' and <= (byte)'~' and not (byte)'#') escaped.Append((char)octet);
            else Escape(escaped, octet);
        }
        return escaped.ToString();
    }

    /// <summary>
    /// Refuses what some server takes for a step upwards. A backend may decode before it splits, more than once behind proxies, and some
    /// (Tomcat's family) cut parameters off a segment before they look at its dots.
    /// </summary>
    private static void CheckSegments(string path)
    {
        var decoded = path;
        for (var depth = 0; depth < Decodings; depth++)
        {
            var next = Uri.UnescapeDataString(decoded);
            if (depth > 0 && next == decoded) return;
            decoded = next;
            foreach (var segment in decoded.Split('/'))
            {
                var name = segment.Split(';')[0];
                if (name is "." or "..") throw Malformed($"The path '{Shown(path)}' has a '{name}' segment.");
                if (segment.Contains('\\', StringComparison.Ordinal) || segment.Any(char.IsControl)) throw Malformed($"The path '{Shown(path)}' has a backslash or a control character.");
            }
        }
    }

    private static void Escape(StringBuilder text, byte octet) => text.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");

    /// <summary>What was sent, for a message: one line, not too long.</summary>
    private static string Shown(string path) => string.Concat(path.Take(200).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '\uFFFD' : c)) + (path.Length > 200 ? "…" : "");

    private static InvalidRequestException Malformed(string message) => new(DendriteErrorCode.MalformedPath, message);
}
