namespace Dendrite.Diff;

/// <summary>
/// Works out the step from one document to the next: exact, so that <see cref="JsonPatcher.Apply"/> on the old document
/// gives one that means the same as the new. Thread-safe.
/// </summary>
public sealed class JsonDiffer
{
    private readonly DiffPlan _plan;

    /// <summary>Makes a differ that can be kept and shared.</summary>
    /// <param name="options">How to compare; <see cref="DiffOptions.Default"/> where null.</param>
    /// <exception cref="ArgumentException">A pointer among the options is not one.</exception>
    public JsonDiffer(DiffOptions? options = null) => _plan = new DiffPlan(options ?? DiffOptions.Default);

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
        var pair = new DocumentPair(old, next, _plan);
        return format switch
        {
            DiffFormat.Patch => WritePatch(pair),
            DiffFormat.Merge => WriteMerge(pair) ?? WriteSnapshot(pair),
            DiffFormat.List => WriteList(pair),
            DiffFormat.Snapshot => WriteSnapshot(pair),
            DiffFormat.Auto => WriteSmallest(pair),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    /// <summary>One step of a poll loop: the difference to a new answer, whose index then takes the place of the old.</summary>
    /// <param name="current">
    /// The index of the last document. It is left as it is where the bytes are the same or the answer is not JSON; else the
    /// new index replaces it and it is released, so no one else may be reading it.
    /// </param>
    /// <param name="answer">The new document. A reference to it is kept, so the bytes must not change.</param>
    /// <param name="format">The form, as for <see cref="Compute"/>.</param>
    /// <param name="limits">What the answer may cost; <see cref="JsonLimits.Default"/> where null.</param>
    /// <exception cref="JsonFormatException">The answer is not a document that <see cref="JsonIndex.Parse"/> takes.</exception>
    public DiffResult Advance(ref JsonIndex current, ReadOnlyMemory<byte> answer, DiffFormat format, JsonLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(current);
        if (current.Utf8.Span.SequenceEqual(answer.Span)) return Compute(current, current, format);
        var next = JsonIndex.Parse(answer, limits);
        var result = Compute(current, next, format);
        current.Release();
        current = next;
        return result;
    }

    private static DiffResult WriteSmallest(DocumentPair pair)
    {
        var best = WriteSnapshot(pair);
        DiffResult?[] others = [WriteList(pair), WriteMerge(pair), WritePatch(pair)];
        foreach (var other in others)
        {
            if (other is not null && other.Utf8.Length <= best.Utf8.Length) best = other;
        }
        return best;
    }

    private static DiffResult WritePatch(DocumentPair pair)
    {
        using var patch = new PatchDifference(pair);
        return patch.Compute();
    }

    private static DiffResult? WriteMerge(DocumentPair pair)
    {
        using var merge = new MergeDifference(pair);
        return merge.Compute();
    }

    private static DiffResult WriteList(DocumentPair pair)
    {
        using var list = new ListDifference(pair);
        return list.Compute();
    }

    private static DiffResult WriteSnapshot(DocumentPair pair)
    {
        var next = pair.New;
        if (!next.HasWhitespace && !next.HasEscapes) return new DiffResult(DiffFormat.Snapshot, next.Utf8, pair.AreSame);
        using var target = new ByteWriter(next.Utf8.Length);
        target.WriteValue(next, 0);
        return new DiffResult(DiffFormat.Snapshot, target.ToArray(), pair.AreSame);
    }
}
