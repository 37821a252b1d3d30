using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>
/// The answer to a <see cref="ListenRequest"/>. Everything in it was read in one turn of the grain: the snapshot or the
/// missed updates lead exactly to <paramref name="Position"/>, and the stream goes on from there.
/// </summary>
/// <param name="Position">The resource's position now; its sequence is zero while no document is known.</param>
/// <param name="Lease">How long the resource keeps polling for this feed without a renewal.</param>
/// <param name="Snapshot">The whole document, where a join needs it and one is known.</param>
/// <param name="Missed">The updates after the position that the join came from, oldest first, where history reaches that far.</param>
/// <param name="Staleness">Set while polls fail.</param>
/// <param name="Confirmed">Whether the backend has confirmed the document since the resource became active; a document from storage may be old.</param>
[GenerateSerializer, Immutable, Alias("dendrite.ListenGrant")]
public sealed record ListenGrant(
    [property: Id(0)] Position Position,
    [property: Id(1)] TimeSpan Lease,
    [property: Id(2)] ResourceSnapshot? Snapshot,
    [property: Id(3)] IReadOnlyList<ResourceChanged> Missed,
    [property: Id(4)] Staleness? Staleness,
    [property: Id(5)] bool Confirmed);
