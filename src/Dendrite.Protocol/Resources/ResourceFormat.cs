using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Protocol;

/// <summary>The form in which a listener wants its updates. A set, because a process listens for several listeners at once.</summary>
[Flags]
public enum ResourceFormat
{
    /// <summary>No format.</summary>
    None = 0,

    /// <summary>JSON Patch, RFC 6902: an array of operations.</summary>
    Patch = 1,

    /// <summary>JSON Merge Patch, RFC 7396; a whole document where the step cannot be said that way.</summary>
    Merge = 2,

    /// <summary>Insert, update and remove on keyed lists; a refresh where the step is not within one list.</summary>
    List = 4,

    /// <summary>The whole document each time.</summary>
    Snapshot = 8,

    /// <summary>The one of the others that has the fewest bytes for this step.</summary>
    Auto = 16,
}

/// <summary>The names of formats as they stand in URLs, in <c>Accept</c> parameters and on the command line.</summary>
public static class ResourceFormats
{
    /// <summary>Every name, for messages.</summary>
    public const string Names = "patch, merge, list, snapshot, auto";

    /// <summary>Finds the single format of a name, in any case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? name, out ResourceFormat format)
    {
        format = name?.ToLowerInvariant() switch
        {
            "patch" => ResourceFormat.Patch,
            "merge" => ResourceFormat.Merge,
            "list" => ResourceFormat.List,
            "snapshot" => ResourceFormat.Snapshot,
            "auto" => ResourceFormat.Auto,
            _ => ResourceFormat.None,
        };
        return format != ResourceFormat.None;
    }

    /// <summary>The name of a single format.</summary>
    public static string ToName(this ResourceFormat format) => format switch
    {
        ResourceFormat.Patch => "patch",
        ResourceFormat.Merge => "merge",
        ResourceFormat.List => "list",
        ResourceFormat.Snapshot => "snapshot",
        ResourceFormat.Auto => "auto",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Not a single format."),
    };
}
