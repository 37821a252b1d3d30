namespace Dendrite.Protocol;

/// <summary>One event of a resource.</summary>
/// <param name="Position">
/// The position from which a listener that has applied this event can resume. Where one update is several list events, all
/// but the last still have the position before it: apply them together.
/// </param>
/// <param name="Event">What the data is.</param>
/// <param name="Data">The document, the difference or the details, on one line.</param>
/// <param name="Hash">The canonical hash of the document that the update leads to; empty where the event leads to none.</param>
public sealed record ResourceUpdate(Position Position, ResourceEvent Event, Utf8Json Data, string Hash)
{
    /// <summary>Whether the data is a whole document.</summary>
    public bool IsWhole => Event is ResourceEvent.Snapshot or ResourceEvent.Refresh;

    /// <summary>Whether the event is one of possibly several that make one update of a list.</summary>
    public bool IsListItem => Event is ResourceEvent.Insert or ResourceEvent.Update or ResourceEvent.Remove;
}

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

    /// <summary>The client has lost its connection, or got none; the data says why. It tries again by itself. Never sent by a server.</summary>
    Disconnected,

    /// <summary>The client has its connection again; what follows is what it missed, or a snapshot. Never sent by a server.</summary>
    Connected,

    /// <summary>The backend says that there is no such document, or no longer; the data says since when, and when it is asked next. Fresh or a change follows when it is back.</summary>
    Gone,
}
