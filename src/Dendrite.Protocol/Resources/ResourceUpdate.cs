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
