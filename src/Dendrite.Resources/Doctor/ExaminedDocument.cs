using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>An answer that was a document.</summary>
/// <param name="Answer">The exchange.</param>
/// <param name="Reading">Its body.</param>
internal sealed record ExaminedDocument(Observation Answer, BodyReading Reading)
{
    /// <summary>The document's index.</summary>
    public JsonIndex Index => Reading.Document!.Index;

    /// <summary>The document's root.</summary>
    public JsonElement Root => Reading.Root;

    /// <summary>When the answer was sent, by the API's clock.</summary>
    public DateTimeOffset SentAt => Answer.Fields.SentAt(Answer.Received);

    /// <summary>The document without its volatile members.</summary>
    public JsonIndex Core { get; init; } = Reading.Document!.Index;

    /// <summary>Its entity tag as sent; null where there is none.</summary>
    public string? Tag => Answer.Fields.First("ETag")?.Trim() is { Length: > 0 } tag ? tag : null;

    /// <summary>Its date of modification; null where there is none that can be read.</summary>
    public DateTimeOffset? Modified => HttpDate.Parse(Answer.Fields.First("Last-Modified"), Answer.Received);
}
