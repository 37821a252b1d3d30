using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>
/// What the outcome of a poll makes of a resource. Where <see cref="ToStore"/> is set nothing has happened yet: the host
/// stores it and then calls <see cref="ResourceCore.Commit"/>, or <see cref="ResourceCore.Refuse"/> where it could not be stored.
/// </summary>
public sealed class ResourceTransition
{
    internal ResourceTransition(IReadOnlyList<ResourceChanged> changes) => Changes = changes;

    internal ResourceTransition(StoredResource toStore, JsonIndex document, IReadOnlyList<EncodedStep> steps, TimeSpan freshFor, ReusePolicy reuse)
    {
        Reuse = reuse;
        ToStore = toStore;
        Document = document;
        Steps = steps;
        FreshFor = freshFor;
    }

    /// <summary>The next state, built aside; null where the document stays as it is.</summary>
    public StoredResource? ToStore { get; }

    /// <summary>What listeners are to be told now, in this order; nothing while <see cref="ToStore"/> waits to be committed.</summary>
    public IReadOnlyList<ResourceChanged> Changes { get; } = [];

    /// <summary>The smallest form of the step to the next state; null where there is none, and for the first document.</summary>
    public FlightStep? Step { get; init; }

    internal JsonIndex? Document { get; }

    internal IReadOnlyList<EncodedStep> Steps { get; } = [];

    internal TimeSpan FreshFor { get; }

    /// <summary>What may be done with the next state's document; null where the document stays as it is.</summary>
    internal ReusePolicy? Reuse { get; }
}
