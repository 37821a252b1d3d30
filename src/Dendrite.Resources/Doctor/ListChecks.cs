using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>Whether the items of the document's list can be told apart, and whether it is all of it.</summary>
internal static class ListChecks
{
    private static readonly string[] NextNames = ["next", "nextpage", "nextlink", "nexturl", "nexthref", "nextcursor", "nextpagetoken", "nexttoken", "odatanextlink", "endcursor"];
    private static readonly string[] MoreNames = ["hasmore", "hasnext", "hasnextpage"];

    public static IEnumerable<Finding> Of(Chart chart)
    {
        if (IdentityOf(chart) is { } list)
        {
            var place = list.Pointer.Length == 0 ? "the list" : $"the list at {list.Pointer}";
            if (list.Repeated is { } repeated) yield return FindingKinds.DuplicateIdentity.Found($"In {place} {repeated} has one value in several items.");
            else if (list.Key is not { } key) yield return FindingKinds.ListWithoutIdentity.Found($"In {place} no member has another value in each of {Wording.Count(list.Items, "item")}.");
            else if (!list.IsKnown) yield return FindingKinds.ListIdentity.Found($"In {place} {key} has another value in each of {Wording.Count(list.Items, "item")}.");
        }
        if (chart.Documents.Select(PageOf).OfType<string>().FirstOrDefault() is { } page) yield return FindingKinds.Paged.Found($"{page} names the next page.");
    }

    /// <summary>By what the items of the document's list are told apart; null where there is no list of objects.</summary>
    public static ListReport? IdentityOf(Chart chart)
    {
        // The fullest says the most.
        var lists = chart.Documents.Select(document => (Document: document, List: MainList.Of(document.Root))).Where(one => one.List is not null).OrderByDescending(one => one.List!.List.GetArrayLength());
        if (lists.FirstOrDefault() is not ({ } document, { } main) || main.List.GetArrayLength() < 2 || main.List.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.Object)) return null;
        var found = ListIdentity.Find(document.Index, main.Pointer);
        // What is called so need not be one of a kind.
        return new ListReport(main.Pointer, main.List.GetArrayLength(), found.Key, found.IsPreferred, found.Repeated is "name" or "key" ? null : found.Repeated);
    }

    private static string? PageOf(ExaminedDocument document)
    {
        if (document.Answer.Fields.All("Link").Any(link => link.Contains("rel=\"next\"", StringComparison.OrdinalIgnoreCase) || link.Contains("rel=next", StringComparison.OrdinalIgnoreCase))) return "Link";
        return document.Root.ValueKind == JsonValueKind.Object ? PageIn("", document.Root, 2) : null;
    }

    private static string? PageIn(string pointer, JsonElement value, int depth)
    {
        foreach (var member in value.EnumerateObject())
        {
            var name = string.Concat(DocumentPlaces.NameOf(member).Where(char.IsLetterOrDigit)).ToLowerInvariant();
            var place = DocumentPlaces.Join(pointer, DocumentPlaces.NameOf(member));
            if (NextNames.Contains(name) && (member.Value.ValueKind is JsonValueKind.Number or JsonValueKind.Object || (member.Value.ValueKind == JsonValueKind.String && !member.Value.ValueEquals(""u8)))) return place;
            if (MoreNames.Contains(name) && member.Value.ValueKind == JsonValueKind.True) return place;
            if (depth > 1 && member.Value.ValueKind == JsonValueKind.Object && PageIn(place, member.Value, depth - 1) is { } inner) return inner;
        }
        return null;
    }
}

/// <summary>What is known of a document's list.</summary>
/// <param name="Pointer">Its JSON pointer; empty where it is the document.</param>
/// <param name="Items">How many items it had.</param>
/// <param name="Key">The member that tells them apart, a name or a pointer from the item; null where there is none.</param>
/// <param name="IsKnown">Whether that is one of the members that are known by themselves.</param>
/// <param name="Repeated">A member that should tell them apart, and has one value several times; null where there is none.</param>
internal sealed record ListReport(string Pointer, int Items, string? Key, bool IsKnown, string? Repeated);
