namespace Dendrite.Diff;

/// <summary>Makes a failing pair of documents smaller for as long as it still fails, so that a report shows the cause.</summary>
internal static class Shrinker
{
    // Each step tries at most as many variants as the documents have values.
    private const int MaxSteps = 400;

    /// <summary>Runs a law; where it fails, throws with the smallest pair found.</summary>
    public static void Check(string old, string next, Action<string, string> law)
    {
        var failure = Failure(old, next, law);
        if (failure is null) return;
        for (var step = 0; step < MaxSteps; step++)
        {
            var smaller = Variants(old, next).Select(v => (v.Old, v.New, Failure: Failure(v.Old, v.New, law))).FirstOrDefault(v => v.Failure is not null);
            if (smaller.Failure is null) break;
            (old, next, failure) = smaller;
        }
        throw new InvalidOperationException($"Smallest failing pair: {old} and {next}. {failure!.Message}", failure);
    }

    private static Exception? Failure(string old, string next, Action<string, string> law)
    {
        try
        {
            law(old, next);
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }

    private static IEnumerable<(string Old, string New)> Variants(string old, string next)
    {
        var (a, b) = (JsonTree.Parse(old), JsonTree.Parse(next));
        // The same part of both first, for what differs is often deep inside what does not matter.
        foreach (var (left, right) in a.Children.Zip(b.Children)) yield return (left.Value.ToText(), right.Value.ToText());
        foreach (var smaller in Smaller(a)) yield return (smaller.ToText(), next);
        foreach (var smaller in Smaller(b)) yield return (old, smaller.ToText());
    }

    private static IEnumerable<JsonTree> Smaller(JsonTree tree)
    {
        if (tree.Scalar is not null)
        {
            if (tree.Scalar != "0") yield return JsonTree.Parse("0");
            yield break;
        }
        for (var i = 0; i < tree.Children.Count; i++)
        {
            yield return tree with { Children = [.. tree.Children.Take(i), .. tree.Children.Skip(i + 1)] };
            foreach (var smaller in Smaller(tree.Children[i].Value))
                yield return tree with { Children = [.. tree.Children.Take(i), (tree.Children[i].Name, smaller), .. tree.Children.Skip(i + 1)] };
        }
    }
}
