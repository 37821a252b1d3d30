namespace Dendrite.Diff;

/// <summary>The form in which a change is written.</summary>
public enum DiffFormat
{
    /// <summary>RFC 6902: an array of operations. Says every change.</summary>
    Patch,

    /// <summary>RFC 7396: an object of the changed members. Can't say null values; takes arrays whole.</summary>
    Merge,

    /// <summary>Insert, update and remove events on one list of keyed objects, or a refresh with the whole document.</summary>
    List,

    /// <summary>The whole new document.</summary>
    Snapshot,

    /// <summary>The smallest of the others for this change.</summary>
    Auto,
}
