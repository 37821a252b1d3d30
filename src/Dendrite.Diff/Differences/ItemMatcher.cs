using System.Buffers;

namespace Dendrite.Diff;

/// <summary>
/// Finds for each new item the old item that it is: by identity where the items are objects that have one, else by
/// equality. Work and memory are linear in the items.
/// </summary>
internal static class ItemMatcher
{
    // How many members of the first item are tried as identity where none of the given keys fits.
    private const int MaxCandidates = 24;

    /// <param name="pair">The documents.</param>
    /// <param name="oldNodes">The old items; one at least.</param>
    /// <param name="newNodes">The new items; one at least.</param>
    /// <param name="partners">Takes for each new item the position of its old one, or -1.</param>
    /// <param name="ignore">What does not count inside an item, wherever it stands.</param>
    public static void Match(DocumentPair pair, ReadOnlySpan<int> oldNodes, ReadOnlySpan<int> newNodes, Span<int> partners, IgnoreTree? ignore)
    {
        if (AreObjects(pair.Old, oldNodes) && AreObjects(pair.New, newNodes) && MatchByKey(pair, oldNodes, newNodes, partners)) return;
        EqualityMatch.Run(pair, oldNodes, newNodes, partners, ignore);
    }

    private static bool AreObjects(JsonIndex document, ReadOnlySpan<int> nodes)
    {
        foreach (var node in nodes)
        {
            if (document.Kind(node) != '{') return false;
        }
        return true;
    }

    /// <summary>Takes the first given key that fits, else the member that matches the most items.</summary>
    private static bool MatchByKey(DocumentPair pair, ReadOnlySpan<int> oldNodes, ReadOnlySpan<int> newNodes, Span<int> partners)
    {
        foreach (var key in pair.Plan.Keys)
        {
            if (KeyMatch.Run(pair, key, oldNodes, newNodes, partners) > 0) return true;
        }
        var tried = ArrayPool<int>.Shared.Rent(newNodes.Length);
        var trial = tried.AsSpan(0, newNodes.Length);
        var best = 0;
        foreach (var key in Identity.Candidates(pair.Old, oldNodes[0]).Take(MaxCandidates))
        {
            var matched = KeyMatch.Run(pair, key, oldNodes, newNodes, trial);
            if (matched <= best) continue;
            best = matched;
            trial.CopyTo(partners);
            if (matched == Math.Min(oldNodes.Length, newNodes.Length)) break;
        }
        ArrayPool<int>.Shared.Return(tried);
        return best > 0;
    }
}
