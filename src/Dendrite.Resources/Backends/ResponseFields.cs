namespace Dendrite.Resources;

/// <summary>The header fields of an answer as they were sent, unjudged. Bytes above ASCII stand as the characters of ISO 8859-1.</summary>
internal readonly struct ResponseFields(HttpResponseMessage response)
{
    /// <summary>The lines of a field, in their order; none where it is not there.</summary>
    public IReadOnlyList<string> All(string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values) ? [.. values] : [];

    /// <summary>Every field with its lines joined.</summary>
    public IEnumerable<(string Name, string Value)> Everything()
    {
        foreach (var (name, values) in response.Headers.NonValidated) yield return (name, string.Join(',', values));
        foreach (var (name, values) in response.Content.Headers.NonValidated) yield return (name, string.Join(',', values));
    }

    /// <summary>The first line of a field; null where it is not there.</summary>
    public string? First(string name) => All(name) is [var first, ..] ? first : null;

    /// <summary>A field that is a list, its lines joined (RFC 9110, section 5.3).</summary>
    public string List(string name) => string.Join(',', All(name));

    /// <summary>When the answer was sent: its <c>Date</c>, or else when it came (RFC 9110, section 6.6.1).</summary>
    public DateTimeOffset SentAt(DateTimeOffset received) => HttpDate.Parse(First("Date"), received) ?? received;
}
