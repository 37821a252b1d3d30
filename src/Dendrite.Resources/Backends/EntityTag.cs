namespace Dendrite.Resources;

/// <summary>Which of an answer's validators can be sent back (RFC 9110, sections 8.8 and 13.1).</summary>
internal static class EntityTag
{
    /// <summary>
    /// How much older than the answer a document has to be before its validators prove anything: HTTP's dates count seconds, and so do
    /// the tags that servers make of a file's date, so a document that is younger may change again under the same ones (section 8.8.2.2).
    /// </summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    // Whatever the backend likes in its answers, a request with a longer one would be refused by many.
    private const int LongestTag = 1024;

    /// <summary>
    /// What to send with the next request: the tag alone where there is one (section 13.1.3: a recipient that knows tags ignores the date),
    /// else the date; nothing that is not valid, and nothing that proves nothing yet.
    /// </summary>
    /// <param name="fields">The answer's fields.</param>
    /// <param name="received">When it came.</param>
    public static Validators Of(ResponseFields fields, DateTimeOffset received)
    {
        var modified = HttpDate.Parse(fields.First("Last-Modified"), received);
        if (modified is { } date && fields.SentAt(received) - date <= Settling) return Validators.None;
        return OneOf(fields.All("ETag")) is { } tag ? new Validators(tag, null) : new Validators(null, modified);
    }

    /// <summary>
    /// Whether a tag can be sent back byte for byte: <c>"…"</c>, <c>W/"…"</c>, or, as some servers write it, without quotes. Never <c>*</c>, which would
    /// match anything, nor what would be read as several, and no bytes above ASCII.
    /// </summary>
    public static bool IsValid(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.Length is 0 or > LongestTag) return false;
        var opaque = tag.StartsWith("W/", StringComparison.Ordinal) ? tag.AsSpan(2) : tag;
        if (opaque.Length >= 2 && opaque[0] == '"' && opaque[^1] == '"') return IsVisible(opaque[1..^1]);
        return opaque.Length > 0 && opaque is not "*" && IsVisible(opaque) && !opaque.Contains(',');
    }

    private static string? OneOf(IReadOnlyList<string> tags) =>
        tags.Count > 0 && tags[0].Trim() is var tag && IsValid(tag) && tags.All(other => other.Trim() == tag) ? tag : null;

    private static bool IsVisible(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('!', '~') && !text.Contains('"');
}
