namespace Dendrite.Diff;

/// <summary>
/// Works out the step from one document to the next: exact, so that <see cref="JsonPatcher.Apply"/> on the old document
/// gives one that means the same as the new. Thread-safe.
/// </summary>
/// <param name="options">How to compare; <see cref="DiffOptions.Default"/> where null.</param>
public sealed class JsonDiffer(DiffOptions? options = null)
{
    private readonly DiffOptions _options = options ?? DiffOptions.Default;

    /// <summary>The difference of two indexed documents.</summary>
    /// <param name="old">The document that the receiver has.</param>
    /// <param name="next">The document that it is to have.</param>
    /// <param name="format">
    /// The form. <see cref="DiffFormat.Auto"/> takes the smallest, never larger than the whole document; a merge patch that
    /// can't say the change becomes a snapshot.
    /// </param>
    public DiffResult Compute(JsonIndex old, JsonIndex next, DiffFormat format)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(next);
        return format switch
        {
            DiffFormat.Patch => WritePatch(old, next),
            DiffFormat.Merge => WriteMerge(old, next) ?? WriteSnapshot(old, next),
            DiffFormat.List => WriteList(old, next),
            DiffFormat.Snapshot => WriteSnapshot(old, next),
            DiffFormat.Auto => WriteSmallest(old, next),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    private DiffResult WriteSmallest(JsonIndex old, JsonIndex next)
    {
        var best = WriteSnapshot(old, next);
        DiffResult?[] others = [WriteList(old, next), WriteMerge(old, next), WritePatch(old, next)];
        foreach (var other in others)
        {
            if (other is not null && other.Utf8.Length <= best.Utf8.Length) best = other;
        }
        return best;
    }

    private DiffResult WritePatch(JsonIndex old, JsonIndex next)
    {
        using var patch = new PatchDifference(old, next, _options);
        return patch.Compute();
    }

    private DiffResult? WriteMerge(JsonIndex old, JsonIndex next)
    {
        using var merge = new MergeDifference(old, next, _options);
        return merge.Compute();
    }

    private DiffResult WriteList(JsonIndex old, JsonIndex next)
    {
        using var list = new ListDifference(old, next, _options);
        return list.Compute();
    }

    private DiffResult WriteSnapshot(JsonIndex old, JsonIndex next)
    {
        var empty = JsonEquality.AreEqual(old, 0, next, 0, _options.Numbers);
        if (!next.HasWhitespace && !next.HasEscapes) return new DiffResult(DiffFormat.Snapshot, next.Utf8, empty);
        using var target = new ByteWriter(next.Utf8.Length);
        target.WriteValue(next, 0);
        return new DiffResult(DiffFormat.Snapshot, target.ToArray(), empty);
    }
}
