namespace Dendrite.Diff;

/// <summary>Applies changes to documents: all of a change or nothing.</summary>
public static class JsonPatcher
{
    /// <summary>The document that a change leads to.</summary>
    /// <param name="format">What the change is; not <see cref="DiffFormat.Auto"/>.</param>
    /// <param name="document">The document before the change.</param>
    /// <param name="change">The change.</param>
    /// <param name="limits">What it may cost; <see cref="PatchLimits.Default"/> where null.</param>
    /// <exception cref="JsonFormatException">The document or the change is not JSON.</exception>
    /// <exception cref="PatchException">The change does not apply; it names the operation and its pointer.</exception>
    public static byte[] Apply(DiffFormat format, ReadOnlyMemory<byte> document, ReadOnlyMemory<byte> change, PatchLimits? limits = null)
    {
        limits ??= PatchLimits.Default;
        var depth = new JsonLimits { MaxDepth = limits.MaxDepth };
        var next = JsonIndex.Parse(change, depth);
        if (format == DiffFormat.Snapshot) return change.ToArray();
        var old = JsonIndex.Parse(document, depth);
        return format switch
        {
            DiffFormat.Patch => new PatchApplication(old, limits).Run(next),
            DiffFormat.Merge => MergeApplication.Run(old, next, limits),
            DiffFormat.List => new ListApplication(old, limits).Run(next),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Only patch, merge, list and snapshot can be applied."),
        };
    }
}
