using System.Text.Json;

namespace Dendrite.Resources;

/// <summary>The list that a document is about: the document itself, or the longest that one of its members is, or one of theirs.</summary>
/// <param name="Pointer">Its JSON pointer.</param>
/// <param name="List">The list.</param>
internal sealed record MainList(string Pointer, JsonElement List)
{
    private const int Deepest = 2;

    /// <summary>Finds it; null where there is none.</summary>
    public static MainList? Of(JsonElement root) => Lists("", root, 0).MaxBy(list => list.List.GetArrayLength());

    private static IEnumerable<MainList> Lists(string pointer, JsonElement value, int depth)
    {
        if (value.ValueKind == JsonValueKind.Array) yield return new MainList(pointer, value);
        if (value.ValueKind != JsonValueKind.Object || depth == Deepest) yield break;
        foreach (var member in value.EnumerateObject())
            foreach (var list in Lists(DocumentPlaces.Join(pointer, DocumentPlaces.NameOf(member)), member.Value, depth + 1)) yield return list;
    }
}
