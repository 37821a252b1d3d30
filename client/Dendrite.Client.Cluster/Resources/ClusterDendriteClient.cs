using System.Runtime.CompilerServices;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>Reads resources inside the cluster: no HTTP, and one subscription for all listeners of this process.</summary>
/// <param name="feeds">The feeds of this process; whoever made them disposes them.</param>
public sealed class ClusterDendriteClient(ResourceFeeds feeds) : IDendriteClient
{
    /// <inheritdoc/>
    public Task<ResourceSnapshot> FetchAsync(ResourceAddress address, CancellationToken cancellationToken = default) =>
        feeds.FetchAsync(ResourceKey.OfPublic(address), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ResourceUpdate> ListenAsync(
        ResourceAddress address, ResourceFormat format = ResourceFormat.Patch, Position? from = null, CancellationToken cancellationToken = default) =>
        new SingleUseListening<ResourceUpdate>(ReadAsync(address, format, from, cancellationToken), "call ListenAsync again");

    private async IAsyncEnumerable<ResourceUpdate> ReadAsync(ResourceAddress address, ResourceFormat format, Position? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var listener = await feeds.ListenAsync(ResourceKey.OfPublic(address), format, from, cancellationToken).ConfigureAwait(false);
        await foreach (var step in listener.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            foreach (var update in step.ToUpdates()) yield return update;
    }
}
