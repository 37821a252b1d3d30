namespace Dendrite.Protocol;

/// <summary>What a <see cref="ResourceUpdate"/> is; the names in lower case are the names of server-sent events.</summary>
public enum ResourceEvent
{
    /// <summary>The data is the whole document.</summary>
    Snapshot,

    /// <summary>The data is a JSON Patch (RFC 6902).</summary>
    Patch,

    /// <summary>The data is a JSON Merge Patch (RFC 7396).</summary>
    Merge,

    /// <summary>The data says where an item comes into a list, and the item.</summary>
    Insert,

    /// <summary>The data says which item of a list is replaced, and by what.</summary>
    Update,

    /// <summary>The data says which item leaves a list, and what it was.</summary>
    Remove,

    /// <summary>The data is the whole document, because the step could not be said in list events.</summary>
    Refresh,

    /// <summary>Polls fail; the data says why and when the next one is.</summary>
    Stale,

    /// <summary>Polls succeed again.</summary>
    Fresh,

    /// <summary>The server ends the stream; the data says why.</summary>
    Failure,
}
