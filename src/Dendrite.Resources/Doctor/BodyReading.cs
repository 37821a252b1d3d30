using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>What the body of an answer is, read as leniently as can be.</summary>
internal sealed class BodyReading
{
    private static readonly LenientJsonOptions Lenient = new() { NonFiniteAsNull = true };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1024 };

    private BodyReading()
    {
    }

    /// <summary>Whether there is nothing in it but white space.</summary>
    public bool IsEmpty { get; private init; }

    /// <summary>Whether it begins with a byte-order mark of UTF-8.</summary>
    public bool HasMark { get; private init; }

    /// <summary>Whether it was in another character set than UTF-8.</summary>
    public bool IsTranscoded { get; private init; }

    /// <summary>Why its text can't be read, to follow "the answer"; null where it can.</summary>
    public string? TextFault { get; private init; }

    /// <summary>Why it is no JSON; null where it is.</summary>
    public string? Fault { get; private init; }

    /// <summary>What it looks like where it is no JSON; null where it looks like nothing known.</summary>
    public string? LooksLike { get; private init; }

    /// <summary>The document; null where it is none.</summary>
    public LenientDocument? Document { get; private init; }

    /// <summary>The document's root.</summary>
    public JsonElement Root { get; private init; }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, unpacked.</param>
    /// <param name="charset">The media type's parameter, as sent; null for none.</param>
    public static BodyReading Of(byte[] body, string? charset)
    {
        if (body.AsSpan().Trim(" \t\r\n"u8).IsEmpty) return new BodyReading { IsEmpty = true };
        var hasMark = body.AsSpan().StartsWith("\uFEFF"u8);
        var text = ContentKind.ToUtf8(body, charset, out var fault);
        if (fault is not null) return new BodyReading { TextFault = fault };
        // A mark alone makes another array of the same text.
        var isTranscoded = !ReferenceEquals(text, body) && !hasMark;
        try
        {
            var document = LenientJson.Parse(text, Lenient);
            return new BodyReading { HasMark = hasMark, IsTranscoded = isTranscoded, Document = document, Root = JsonElement.Parse(document.Index.Utf8.Span, Deep) };
        }
        catch (JsonFormatException e)
        {
            return new BodyReading { HasMark = hasMark, IsTranscoded = isTranscoded, Fault = e.Message, LooksLike = ContentKind.Sniff(text) };
        }
    }
}
