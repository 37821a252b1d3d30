using System.Text;

namespace Dendrite.Resources;

/// <summary>What an answer's body is, by its media type and by its first bytes, and its text as UTF-8.</summary>
internal static class ContentKind
{
    private static readonly (string Part, string Name)[] Names =
    [
        ("html", "HTML"), ("xml", "XML"), ("rss", "XML"), ("csv", "CSV"), ("comma-separated", "CSV"), ("tab-separated", "CSV"), ("yaml", "YAML"), ("ndjson", "JSON lines"), ("jsonl", "JSON lines"),
        ("event-stream", "an event stream"), ("protobuf", "Protocol Buffers"), ("msgpack", "MessagePack"), ("cbor", "CBOR"), ("pdf", "PDF"), ("image/", "an image"), ("text/plain", "plain text"), ("form-urlencoded", "a form"),
    ];

    /// <summary>What a media type other than JSON's is, to follow "is" in a sentence; null where it is not known.</summary>
    public static string? NameOf(string mediaType) =>
        Names.FirstOrDefault(known => mediaType.Contains(known.Part, StringComparison.OrdinalIgnoreCase)).Name;

    /// <summary>What a body that is no JSON looks like; null where it looks like nothing known.</summary>
    public static string? Sniff(ReadOnlySpan<byte> body)
    {
        var head = Encoding.Latin1.GetString(body[..Math.Min(body.Length, 2048)]).TrimStart();
        if (head.StartsWith('<')) return Contains(head, "<!doctype html") || Contains(head, "<html") ? "HTML" : "XML";
        if (head.Length == 0 || head[0] is '{' or '[') return null;
        var lines = head.Split('\n', 3);
        foreach (var separator in ",;\t")
            if (lines.Length > 1 && lines[0].Count(c => c == separator) is var count and > 0 && lines[1].Count(c => c == separator) == count) return "CSV";
        return null;
    }

    /// <summary>
    /// The text as UTF-8: without a byte-order mark, which counts more than the parameter (RFC 8259, section 8.1), and out of the character set that the
    /// parameter names; UTF-16 and UTF-32 are known by their zero bytes too.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="charset">The media type's parameter, as sent; null for none.</param>
    /// <param name="fault">Why it cannot be read, to follow "The backend's answer"; null where it can.</param>
    public static byte[] ToUtf8(byte[] body, string? charset, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(body);
        fault = null;
        var (encoding, mark) = OfMark(body);
        var name = charset?.Trim().Trim('"', '\'') ?? "";
        encoding ??= OfZeros(body) ?? OfName(name);
        if (encoding is null)
        {
            fault = $"is in the character set '{name}', which is not known; JSON is UTF-8";
            return body;
        }
        try
        {
            if (encoding.CodePage == Encoding.UTF8.CodePage) return mark == 0 ? body : body[mark..];
            return Encoding.UTF8.GetBytes(encoding.GetString(body, mark, body.Length - mark));
        }
        catch (DecoderFallbackException)
        {
            fault = $"is not the {encoding.WebName} that it is declared to be";
            return body;
        }
    }

    private static bool Contains(string head, string part) => head.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static (Encoding? Encoding, int Length) OfMark(ReadOnlySpan<byte> body) => body switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Strict("utf-32"), 4),
        [0, 0, 0xFE, 0xFF, ..] => (Strict("utf-32BE"), 4),
        [0xFF, 0xFE, ..] => (Strict("utf-16"), 2),
        [0xFE, 0xFF, ..] => (Strict("utf-16BE"), 2),
        _ => (null, 0),
    };

    /// <summary>JSON begins with an ASCII character, so zeros beside it tell its width and order.</summary>
    private static Encoding? OfZeros(ReadOnlySpan<byte> body) => body switch
    {
        [0, 0, 0, > 0, ..] => Strict("utf-32BE"),
        [> 0, 0, 0, 0, ..] => Strict("utf-32"),
        [0, > 0, ..] => Strict("utf-16BE"),
        [> 0, 0, ..] => Strict("utf-16"),
        _ => null,
    };

    private static Encoding? OfName(string name) =>
        name.Length == 0 || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : Strict(name);

    private static Encoding? Strict(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
