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
