using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>The differ's names for the formats of listeners, and back.</summary>
internal static class DiffFormats
{
    /// <summary>Every single format, in the order in which steps are encoded.</summary>
    public static readonly ResourceFormat[] All =
        [ResourceFormat.Patch, ResourceFormat.Merge, ResourceFormat.List, ResourceFormat.Snapshot, ResourceFormat.Auto];

    public static DiffFormat ToDiff(this ResourceFormat format) => format switch
    {
        ResourceFormat.Patch => DiffFormat.Patch,
        ResourceFormat.Merge => DiffFormat.Merge,
        ResourceFormat.List => DiffFormat.List,
        ResourceFormat.Snapshot => DiffFormat.Snapshot,
        ResourceFormat.Auto => DiffFormat.Auto,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a single format."),
    };

    public static ResourceFormat ToResource(this DiffFormat format) => format switch
    {
        DiffFormat.Patch => ResourceFormat.Patch,
        DiffFormat.Merge => ResourceFormat.Merge,
        DiffFormat.List => ResourceFormat.List,
        DiffFormat.Snapshot => ResourceFormat.Snapshot,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a form of bytes."),
    };
}
