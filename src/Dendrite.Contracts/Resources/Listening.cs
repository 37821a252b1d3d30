using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>Asks a resource to poll and publish for one subscriber of its stream, or to go on doing so.</summary>
/// <param name="Key">The resource, with the address that its grain key does not tell.</param>
/// <param name="Feed">Names the feed; a second request under the same name renews the lease and replaces the formats.</param>
/// <param name="Formats">The set of formats that the feed's listeners want.</param>
/// <param name="Join">What one of the feed's listeners needs to start or to catch up; null for a mere renewal.</param>
[GenerateSerializer, Immutable, Alias("dendrite.ListenRequest")]
public sealed record ListenRequest(
    [property: Id(0)] ResourceKey Key,
    [property: Id(1)] Guid Feed,
    [property: Id(2)] ResourceFormat Formats,
    [property: Id(3)] JoinRequest? Join);

/// <summary>What a listener needs to start.</summary>
/// <param name="Format">The format in which it wants its updates.</param>
/// <param name="From">The position that it is at; null where it has nothing yet.</param>
/// <param name="MaxAge">The age that it wishes the document to stay below; null for none.</param>
[GenerateSerializer, Immutable, Alias("dendrite.JoinRequest")]
public sealed record JoinRequest(
    [property: Id(0)] ResourceFormat Format,
    [property: Id(1)] Position? From,
    [property: Id(2)] TimeSpan? MaxAge = null);

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
/// <param name="ConfirmedAt">When the backend last confirmed the document, as far as is known; null while none is known, and from a version that does not say.</param>
[GenerateSerializer, Immutable, Alias("dendrite.ListenGrant")]
public sealed record ListenGrant(
    [property: Id(0)] Position Position,
    [property: Id(1)] TimeSpan Lease,
    [property: Id(2)] ResourceSnapshot? Snapshot,
    [property: Id(3)] IReadOnlyList<ResourceChanged> Missed,
    [property: Id(4)] Staleness? Staleness,
    [property: Id(5)] bool Confirmed,
    [property: Id(6)] DateTimeOffset? ConfirmedAt = null);

/// <summary>Opens a watch: while its enumeration is open the resource polls and tells it every change. There is no other lease.</summary>
/// <param name="Key">The resource, with the address that its grain key does not tell.</param>
/// <param name="Watch">Names the watch; a second one of the same name takes the place of the first.</param>
/// <param name="Formats">The set of formats in which the updates are wanted.</param>
/// <param name="MaxAges">The ages that listeners wish the document to stay below, each once; null for none.</param>
[GenerateSerializer, Immutable, Alias("dendrite.WatchRequest")]
public sealed record WatchRequest(
    [property: Id(0)] ResourceKey Key,
    [property: Id(1)] Guid Watch,
    [property: Id(2)] ResourceFormat Formats,
    [property: Id(3)] IReadOnlyList<TimeSpan>? MaxAges = null);
