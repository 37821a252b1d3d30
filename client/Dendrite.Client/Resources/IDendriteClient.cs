using Dendrite.Protocol;

namespace Dendrite.Client;

/// <summary>
/// Reads resources: over HTTP (<see cref="DendriteClient"/>) or inside a cluster (Dendrite.Client.Cluster), with
/// the same meaning. Safe for use by many threads at once.
/// </summary>
public interface IDendriteClient
{
    /// <summary>The document once.</summary>
    /// <exception cref="InvalidRequestException">The address or its backend is refused; asking again will not help.</exception>
    /// <exception cref="UpstreamException">There is no answer now.</exception>
    Task<ResourceSnapshot> FetchAsync(ResourceAddress address, CancellationToken cancellationToken = default);

    /// <summary>
    /// One connection's events, in order: a snapshot, or what was missed since <paramref name="from"/>, then updates with
    /// positions one apart. It ends when the server ends it and throws when the connection breaks;
    /// <see cref="LiveDocument"/> is the one that connects again. What is returned is enumerated once: a second start, and any use after it was
    /// cancelled or disposed, throws <see cref="InvalidOperationException"/> with that reason.
    /// </summary>
    /// <exception cref="InvalidRequestException">The address, its backend or the format is refused; asking again will not help.</exception>
    /// <exception cref="UpstreamException">There is no connection now, or it broke.</exception>
    IAsyncEnumerable<ResourceUpdate> ListenAsync(
        ResourceAddress address, ResourceFormat format = ResourceFormat.Patch, Position? from = null, CancellationToken cancellationToken = default);
}
