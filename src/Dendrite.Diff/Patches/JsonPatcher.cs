namespace Dendrite.Diff;

/// <summary>Applies changes to documents, all of a change or nothing, and calculates with changes alone.</summary>
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
        if (format == DiffFormat.Snapshot) return Snapshot(change, limits);
        var old = JsonIndex.Parse(document, new JsonLimits { MaxDepth = limits.MaxDepth });
        var step = JsonIndex.ParseChange(change, limits.MaxDepth);
        try
        {
            return format switch
            {
                DiffFormat.Patch => new PatchApplication(old, limits).Run(step),
                DiffFormat.Merge => MergeApplication.Run(old, step, limits),
                DiffFormat.List => new ListApplication(old, limits).Run(step),
                _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Only patch, merge, list and snapshot can be applied."),
            };
        }
        finally
        {
            old.Release();
            step.Release();
        }
    }

    /// <summary>One change for two steps: applied, it does what the first and then the second do.</summary>
    /// <param name="format">What both changes are; not <see cref="DiffFormat.Auto"/>.</param>
    /// <param name="first">The earlier change.</param>
    /// <param name="second">The change to the document that the first leads to.</param>
    /// <returns>The change. Of a patch, values that the second overwrites unread are left out.</returns>
    /// <exception cref="JsonFormatException">A change is not JSON.</exception>
    /// <exception cref="PatchException">
    /// A change is malformed; or both are merge patches and the second builds an object where the first put another
    /// value, which no merge patch can say.
    /// </exception>
    public static byte[] Compose(DiffFormat format, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
    {
        var p = JsonIndex.ParseChange(first, JsonLimits.DeepestAllowed);
        var q = JsonIndex.ParseChange(second, JsonLimits.DeepestAllowed);
        return format switch
        {
            DiffFormat.Patch => PatchComposition.Run(p, q),
            DiffFormat.Merge => MergeComposition.Run(p, q),
            DiffFormat.List => ListComposition.Run(p, q),
            DiffFormat.Snapshot => second.ToArray(),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Only patch, merge, list and snapshot can be composed."),
        };
    }

    /// <summary>
    /// The patch that leads back: applied to the document that <paramref name="patch"/> gives, it gives the one before.
    /// </summary>
    /// <param name="patch">
    /// An RFC 6902 patch that names what it removes and replaces in a <c>test</c> directly before, as
    /// <see cref="DiffOptions.Invertible"/> writes it, and that adds no member which is already there and no item by
    /// <c>-</c>, whose index the patch does not tell: what comes of that does not apply.
    /// </param>
    /// <returns>A patch that is invertible in turn.</returns>
    /// <exception cref="JsonFormatException">The patch is not JSON.</exception>
    /// <exception cref="PatchException">The patch is malformed, or does not say what the old value was.</exception>
    public static byte[] Invert(ReadOnlyMemory<byte> patch) => PatchInversion.Run(JsonIndex.ParseChange(patch, JsonLimits.DeepestAllowed));

    private static byte[] Snapshot(ReadOnlyMemory<byte> change, PatchLimits limits)
    {
        JsonIndex.Parse(change, new JsonLimits { MaxDepth = limits.MaxDepth }).Release();
        if (change.Length > limits.MaxBytes) throw new PatchException($"The result would be longer than {limits.MaxBytes} bytes");
        return change.ToArray();
    }
}
