using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Protocol;

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
