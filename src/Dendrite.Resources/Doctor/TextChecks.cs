namespace Dendrite.Resources;

/// <summary>What the bodies are: JSON or not, and in which text.</summary>
internal static class TextChecks
{
    private static readonly IReadOnlyList<string> Known = new BackendDefinition { Name = "x", BaseAddress = new Uri("stub:") }.ContentTypes;

    public static IEnumerable<Finding> Of(Chart chart)
    {
        var bodies = chart.Bodies;
        if (bodies.Count(body => body.Reading.IsEmpty) is var empty and > 0) yield return FindingKinds.EmptyAnswer.Found($"{empty} of {Wording.Count(bodies.Count, "answer")} with status {Wording.Statuses(bodies.Select(body => body.Answer))}.");
        if (bodies.Where(body => body.Reading is { TextFault: not null }).Select(body => body.Reading.TextFault).FirstOrDefault() is { } unread) yield return FindingKinds.UnreadableText.Found($"The answer {unread}.");
        if (bodies.FirstOrDefault(body => body.Reading.Fault is not null && !IsCalledJson(body)) is { Reading: { } other } body1)
            yield return FindingKinds.NotJson.Found($"It is {KindOf(body1.Answer, other)}.");
        var invalid = bodies.Where(body => body.Reading.Fault is not null && IsCalledJson(body)).ToArray();
        if (invalid.Length > 0) yield return FindingKinds.InvalidJson.Found($"{invalid.Length} of {Wording.Count(bodies.Count, "answer")}{(invalid[0].Reading.LooksLike is { } looks ? $", which look like {looks}" : "")}: {invalid[0].Reading.Fault}");
        if (OtherTypeOf(chart) is { } type) yield return FindingKinds.OtherMediaType.Found(type.Length == 0 ? "Its Content-Type is none that can be read." : $"It is called {Wording.Quote(type)}.");

        if (bodies.FirstOrDefault(body => body.Reading.IsTranscoded).Answer is { } coded) yield return FindingKinds.OtherCharset.Found($"charset is {(MediaType.CharsetOf(coded.Fields) is { } name ? Wording.Quote(name) : "not said")}.");
        if (bodies.Count(body => body.Reading.HasMark) is var marked and > 0) yield return FindingKinds.ByteOrderMark.Found($"{marked} of {Wording.Count(bodies.Count, "answer")}.");
        var documents = chart.Documents;
        if (documents.SelectMany(document => document.Reading.Document!.Duplicates).Distinct().ToArray() is [_, ..] twice) yield return FindingKinds.DuplicateMembers.Found($"{ContentChecks.Listed(twice)}.");
        if (documents.SelectMany(document => document.Reading.Document!.Replaced).Distinct().ToArray() is [_, ..] replaced) yield return FindingKinds.NonFiniteNumber.Found($"{ContentChecks.Listed([.. replaced.Select(pointer => pointer.Length == 0 ? "the root" : pointer)])}.");
        var traits = documents.Select(document => document.Reading).Distinct().Select(reading => DocumentTraits.Of(reading.Root)).ToArray();
        if (traits.Select(trait => trait.LoneSurrogate).OfType<string>().FirstOrDefault() is { } half) yield return FindingKinds.LoneSurrogate.Found($"At {Place(half)}.");
        if (traits.Select(trait => trait.LargeInteger).OfType<string>().FirstOrDefault() is { } large) yield return FindingKinds.LargeInteger.Found($"At {Place(large)}.");
        if (chart.Errors > 0) yield return FindingKinds.ErrorInDocument.Found($"{chart.Errors} of {Wording.Count(bodies.Count, "answer")} with a document have an error as their first member.");
    }

    /// <summary>The media type under which JSON came that is not taken for JSON by itself; null where it was called so.</summary>
    public static string? OtherTypeOf(Chart chart) =>
        chart.Documents.Select(document => document.Answer.Fields).Where(fields => fields.First("Content-Type") is { } type && (MediaType.Of(fields) is not { } read || !IsKnown(read)) && type.Length > 0)
            .Select(fields => MediaType.Of(fields) ?? "").FirstOrDefault();

    private static string Place(string pointer) => pointer.Length == 0 ? "the root" : pointer;

    /// <summary>Whether the answer says that it is JSON, or says nothing and begins as JSON does.</summary>
    private static bool IsCalledJson((Observation Answer, BodyReading Reading) body) =>
        MediaType.Of(body.Answer.Fields) is { } type ? IsKnown(type) && body.Reading.LooksLike is null : body.Reading.LooksLike is null && body.Answer.Body.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    private static string KindOf(Observation answer, BodyReading reading) =>
        (reading.LooksLike, MediaType.Of(answer.Fields)) switch
        {
            ({ } looks, { } type) => $"{looks} ('{type}')",
            ({ } looks, null) => looks,
            (null, { } type) => ContentKind.NameOf(type) is { } name ? $"{name} ('{type}')" : $"'{type}'",
            _ => "nothing that is known",
        };

    private static bool IsKnown(string type) =>
        Known.Any(known => known.StartsWith("*+", StringComparison.Ordinal) ? type.EndsWith(known[1..], StringComparison.OrdinalIgnoreCase) : type.Equals(known, StringComparison.OrdinalIgnoreCase));
}
