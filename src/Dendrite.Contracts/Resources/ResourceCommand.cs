namespace Dendrite.Contracts.Resources;

/// <summary>What an operator can do to a resource.</summary>
public enum ResourceCommand
{
    /// <summary>Polls at once, if anybody listens.</summary>
    Poke,

    /// <summary>Polls no more; listeners are told that the document may be out of date, and by whose wish. It holds while the resource is active, on whichever silo.</summary>
    Pause,

    /// <summary>Ends a pause: polls at once.</summary>
    Resume,

    /// <summary>Forgets everything: memory, history and what is stored. Who listens starts again in a new epoch.</summary>
    Evict,
}
