using Dendrite.Protocol;
using Orleans.Concurrency;

namespace Dendrite.Contracts.Resources;

/// <summary>
/// One GET-able document of a backend within a scope. Its key is the text of a <see cref="ResourceKey"/>, which does not tell the address:
/// requests carry that. It polls while at least one watch is open, once however many listen, and a linger time after.
/// </summary>
[Alias("dendrite.IResourceGrain")]
public interface IResourceGrain : IGrainWithStringKey
{
    /// <summary>
    /// The document now: the one at hand where it was confirmed within the backend's minimum interval, else the answer of
    /// one poll. Where that poll fails and a document is at hand, that document with its <see cref="ResourceSnapshot.Staleness"/>.
    /// </summary>
    /// <exception cref="UpstreamException">No document is at hand and the backend gave none.</exception>
    /// <exception cref="InvalidRequestException">The key names no backend, or one that cannot be used this way.</exception>
    [Alias("Fetch")]
    Task<ResourceSnapshot> FetchAsync(ResourceKey key, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="FetchAsync"/>, for one who takes a document that was confirmed within a time of his own. One that is older is with why.</summary>
    /// <param name="key">The resource, with the address that its grain key does not tell.</param>
    /// <param name="maxAge">That time. Where it is shorter than the backend's minimum interval, that counts.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <exception cref="UpstreamException">No document is at hand and the backend gave none.</exception>
    /// <exception cref="InvalidRequestException">The key names no backend, or one that cannot be used this way.</exception>
    [Alias("FetchWithin")]
    Task<ResourceSnapshot> FetchWithinAsync(ResourceKey key, TimeSpan maxAge, CancellationToken cancellationToken = default);

    /// <summary>Which silo the resource is on. Answered beside everything else, for those who want to know whether it lives.</summary>
    [Alias("Pulse"), AlwaysInterleave, ResponseTimeout("00:00:05")]
    Task<SiloAddress> PulseAsync();

    /// <summary>
    /// Every change from now on, in order: first <see cref="ChangeKind.Opened"/>, then what happens. The open enumeration is the lease. It
    /// ends when the resource moves to another silo, or when its reader is too slow: open it again and catch up by position.
    /// </summary>
    /// <exception cref="InvalidRequestException">The key names no backend, or one that cannot be used this way.</exception>
    [Alias("Watch")]
    IAsyncEnumerable<ResourceChanged> WatchAsync(WatchRequest request, CancellationToken cancellationToken = default);

    /// <summary>What a listener of an open watch needs to start or to catch up; the formats of the watch become those of the request.</summary>
    /// <exception cref="InvalidRequestException">The key names no backend, or one that cannot be used this way.</exception>
    [Alias("Join")]
    Task<ListenGrant> JoinAsync(WatchRequest watch, JoinRequest join, CancellationToken cancellationToken = default);

    /// <summary>The formats and ages of an open watch become those of the request: a listener has left. Of a watch that is not open it is no error.</summary>
    /// <exception cref="InvalidRequestException">The key names no backend, or one that cannot be used this way.</exception>
    [Alias("Adjust")]
    Task AdjustAsync(WatchRequest watch, CancellationToken cancellationToken = default);

    /// <summary>Takes or renews the lease of a subscriber to the resource's stream. Subscribe to the stream before the first call, so that nothing falls between.</summary>
    /// <exception cref="InvalidRequestException">The key names no backend, or one that cannot be used this way.</exception>
    [Alias("Listen")]
    Task<ListenGrant> ListenAsync(ListenRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives a feed's lease back. An unknown feed is not an error.</summary>
    [Alias("Cancel")]
    Task CancelAsync(Guid feed, CancellationToken cancellationToken = default);

    /// <summary>Polls at once if anybody listens, for one who knows that the document has changed.</summary>
    [Alias("Poke")]
    Task PokeAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Polls soon if anybody listens, for the backend itself has told of a change; several times within a moment are one poll. As long as the backend
    /// is believed to tell of changes, it is asked less often.
    /// </summary>
    [Alias("Told")]
    Task ToldAsync(CancellationToken cancellationToken = default);

    /// <summary>Does what an operator says, and logs who and why.</summary>
    /// <param name="key">The resource, with the address that its grain key does not tell.</param>
    /// <param name="command">What to do.</param>
    /// <param name="reason">Why; of a pause listeners are told. At most 500 characters are kept.</param>
    /// <param name="by">Who says so; not empty. At most 100 characters are kept.</param>
    /// <param name="cancellationToken">Gives the waiting up; the command may be done nevertheless.</param>
    /// <exception cref="InvalidRequestException">The key names no backend that can be used this way, the command is unknown, or nobody says so.</exception>
    [Alias("Command")]
    Task<ResourceStatus> CommandAsync(ResourceKey key, ResourceCommand command, string reason, string by, CancellationToken cancellationToken = default);

    /// <summary>The document as it was, from the flight recorder; the present one where that is it.</summary>
    /// <param name="key">The resource, with the address that its grain key does not tell.</param>
    /// <param name="position">Its position then; null where the time is given.</param>
    /// <param name="time">The time; null where the position is given.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    /// <exception cref="InvalidRequestException">The record does not have it, or the key names no backend that can be used this way.</exception>
    /// <exception cref="StorageException">What is stored can't be read.</exception>
    [Alias("ReadAt")]
    Task<ResourceSnapshot> ReadAtAsync(ResourceKey key, Position? position, DateTimeOffset? time, CancellationToken cancellationToken = default);

    /// <summary>The polls on record, oldest first.</summary>
    /// <param name="key">The resource, with the address that its grain key does not tell.</param>
    /// <param name="most">How many of the last at most.</param>
    /// <param name="cancellationToken">Gives the reading up.</param>
    /// <exception cref="InvalidRequestException">The key names no backend that can be used this way.</exception>
    /// <exception cref="StorageException">What is stored can't be read.</exception>
    [Alias("ReadPolls")]
    Task<IReadOnlyList<PollRecord>> ReadPollsAsync(ResourceKey key, int most, CancellationToken cancellationToken = default);

    /// <summary>What the resource is doing; reading it changes nothing.</summary>
    [Alias("GetStatus")]
    Task<ResourceStatus> GetStatusAsync(CancellationToken cancellationToken = default);
}
