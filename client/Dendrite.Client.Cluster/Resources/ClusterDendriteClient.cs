using System.Runtime.CompilerServices;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>Reads resources inside the cluster: no HTTP, and one subscription for all listeners of this process.</summary>
/// <param name="feeds">The feeds of this process; whoever made them disposes them.</param>
public sealed class ClusterDendriteClient(ResourceFeeds feeds) : IDendriteClient
{
    /// <inheritdoc/>
    public Task<ResourceSnapshot> FetchAsync(ResourceAddress address, CancellationToken cancellationToken = default)
    {
        var (key, options) = Read(address);
        return options.IsOfThePast ? feeds.ReadAtAsync(key, options.AtPosition, options.AtTime, cancellationToken)
            : options.MaxAge is { } maxAge ? feeds.FetchAsync(key, maxAge, cancellationToken) : feeds.FetchAsync(key, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ResourceUpdate> ListenAsync(
        ResourceAddress address, ResourceFormat format = ResourceFormat.Patch, Position? from = null, CancellationToken cancellationToken = default) =>
        new SingleUseListening<ResourceUpdate>(ReadAsync(address, format, from, cancellationToken), "call ListenAsync again");

    private async IAsyncEnumerable<ResourceUpdate> ReadAsync(ResourceAddress address, ResourceFormat format, Position? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (key, options) = Read(address);
        await using var listener = await feeds.ListenAsync(key, options.Format ?? format, from, cancellationToken, options.MaxAge).ConfigureAwait(false);
        await foreach (var step in listener.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            foreach (var update in step.ToUpdates()) yield return update;
    }

    /// <summary>The options in an address are ours here, too, and never the backend's.</summary>
    private static (ResourceKey Key, ListenOptions Options) Read(ResourceAddress address)
    {
        var options = ListenOptions.Take(address.Query, out var query);
        return (ResourceKey.OfPublic(new ResourceAddress(address.Backend, address.Path, query)), options);
    }
}
