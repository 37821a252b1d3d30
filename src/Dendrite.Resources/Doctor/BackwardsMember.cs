using System.Text.Json;

namespace Dendrite.Resources;

/// <summary>What should never go back and does: a version, or the time of the last change.</summary>
/// <param name="Pointer">The JSON pointer of the member, or <c>Last-Modified</c>; either is a value of <see cref="BackendDefinition.Monotonic"/>.</param>
/// <param name="Times">How often it went back.</param>
internal sealed record BackwardsMember(string Pointer, int Times)
{
    private static readonly string[] Names =
        ["version", "rev", "revision", "seq", "sequence", "sequencenumber", "generation", "serial", "updatedat", "updated", "lastupdated", "lastupdate", "modifiedat", "modified", "lastmodified", "timestamp", "generatedat", "resourceversion"];

    /// <summary>Finds the one that went back the most often, at the root or in an object there; null where none did.</summary>
    public static BackwardsMember? Of(Chart chart)
    {
        var documents = chart.Documents;
        if (documents.Count < 3) return null;
        var candidates = documents.SelectMany(document => PointersOf(document.Root)).Distinct().Select(pointer => new BackwardsMember(pointer, TimesOf(documents, pointer)));
        var dates = documents.Zip(documents.Skip(1)).Count(pair => pair.First.Modified > pair.Second.Modified);
        return candidates.Append(new BackwardsMember(AnswerGuard.LastModified, dates)).Where(one => one.Times > 0).MaxBy(one => one.Times);
    }

    private static int TimesOf(IReadOnlyList<ExaminedDocument> documents, string pointer) => documents.Zip(documents.Skip(1)).Count(pair =>
        pair.First.Index.Select(pointer) is { } before && pair.Second.Index.Select(pointer) is { } after && AnswerGuard.Compare(after, before) < 0);

    private static IEnumerable<string> PointersOf(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) yield break;
        foreach (var (name, value) in DocumentPlaces.MembersOf(root))
        {
            if (IsMark(name, value)) yield return DocumentPlaces.Join("", name);
            if (value.ValueKind != JsonValueKind.Object) continue;
            foreach (var (inner, its) in DocumentPlaces.MembersOf(value))
                if (IsMark(inner, its)) yield return DocumentPlaces.Join(DocumentPlaces.Join("", name), inner);
        }
    }

    private static bool IsMark(string name, JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String && Names.Contains(string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant());
}
