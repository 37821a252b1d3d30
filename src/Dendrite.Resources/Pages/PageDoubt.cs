namespace Dendrite.Resources;

/// <summary>Why a list may never have been as it was read: it changed while its pages were read.</summary>
/// <param name="Why">What shows it, to end a sentence.</param>
/// <param name="MostReadings">How often a list of which this shows is read in one poll.</param>
internal sealed record PageDoubt(string Why, int MostReadings = 2)
{
    /// <summary>Looks at a list whose pages have all been read.</summary>
    /// <param name="list">The list.</param>
    /// <param name="doubted">The reading before it in the same poll; null where there was none.</param>
    /// <param name="known">The list as it was at the last poll; null where it is not known.</param>
    /// <param name="names">The members that identify an item.</param>
    /// <returns>Null where nothing shows.</returns>
    public static PageDoubt? Of(MergedList list, MergedList? doubted, MergedList? known, IReadOnlyList<string> names)
    {
        if (list.Pages.Count == 1 || list.KeysBy(names) is not { } keys) return null;
        if (Twice(list, keys) is { } twice) return new PageDoubt(twice);
        if ((doubted ?? known)?.KeysBy(names) is not { } before) return null;
        // Whatever moved to a page that had been read already is missing, as is what was removed: the second reading may lack what the first had, and then the third tells.
        return before.Except(keys, StringComparer.Ordinal).Any() ? new PageDoubt("items are missing that were there", 3) : null;
    }

    /// <summary>Whether the first page is to be asked for once more: not where two readings brought the same items.</summary>
    public static bool NeedsFirstPage(MergedList list, MergedList? doubted, IReadOnlyList<string> names) =>
        list.Pages.Count > 1 && !(doubted?.KeysBy(names) is { } before && list.KeysBy(names) is { } keys && keys.AsSpan().SequenceEqual(before));

    private static string? Twice(MergedList list, string[] keys)
    {
        var pageOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var at = 0;
        for (var page = 0; page < list.Pages.Count; at += list.Pages[page++].Count)
        {
            foreach (var key in keys.AsSpan(at, list.Pages[page].Count))
                if (!pageOf.TryAdd(key, page)) return $"an item stands on its pages {pageOf[key] + 1} and {page + 1}";
        }
        return null;
    }
}
