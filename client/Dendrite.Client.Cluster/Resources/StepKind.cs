namespace Dendrite.Client.Cluster;

/// <summary>What a <see cref="ResourceStep"/> carries.</summary>
public enum StepKind
{
    /// <summary>The whole document, to start from or to start again from.</summary>
    Snapshot,

    /// <summary>The way from the previous position to this one.</summary>
    Update,

    /// <summary>Polls fail; the document may be out of date.</summary>
    Stale,

    /// <summary>Polls succeed again.</summary>
    Fresh,

    /// <summary>Nothing happened for a while; it keeps connections open.</summary>
    Heartbeat,

    /// <summary>The source says that there is no such document, or no longer.</summary>
    Gone,
}
