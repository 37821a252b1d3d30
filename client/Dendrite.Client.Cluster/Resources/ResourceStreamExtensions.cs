using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Dendrite.Client.Cluster;

/// <summary>The Orleans streams of resources, for grains and for clients of the cluster. Without an account: public backends only.</summary>
public static class ResourceStreamExtensions
{
    /// <summary>Subscribes a grain to a resource: a snapshot, then each step, in the grain's own turns; see <see cref="ResourceSubscription"/>.</summary>
    /// <exception cref="InvalidRequestException">The address names no backend, or one that is not public.</exception>
    public static Task<ResourceSubscription> SubscribeResourceAsync(
        this IGrainBase grain, ResourceAddress address, Func<ResourceUpdate, Task> handler, ResourceFormat format = ResourceFormat.Patch)
    {
        ArgumentNullException.ThrowIfNull(grain);
        ArgumentNullException.ThrowIfNull(handler);
        var services = grain.GrainContext.ActivationServices;
        var streams = services.GetRequiredKeyedService<IStreamProvider>(DendriteStreams.ProviderName);
        return ResourceSubscription.StartAsync(services.GetRequiredService<IGrainFactory>(), streams, ResourceKey.OfPublic(address), format, handler, TimeProvider.System);
    }

    /// <summary>Subscribes a client of the cluster to a resource: a snapshot, then each step, one at a time; see <see cref="ResourceSubscription"/>.</summary>
    /// <exception cref="InvalidRequestException">The address names no backend, or one that is not public.</exception>
    public static Task<ResourceSubscription> SubscribeResourceAsync(
        this IClusterClient cluster, ResourceAddress address, Func<ResourceUpdate, Task> handler, ResourceFormat format = ResourceFormat.Patch)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        ArgumentNullException.ThrowIfNull(handler);
        return ResourceSubscription.StartAsync(cluster, cluster.GetStreamProvider(DendriteStreams.ProviderName), ResourceKey.OfPublic(address), format, handler, TimeProvider.System);
    }

    /// <summary>
    /// The stream itself, for what needs an <see cref="IAsyncStream{T}"/>. It flows while somebody holds a lease by
    /// <see cref="SubscribeResourceAsync(IClusterClient, ResourceAddress, Func{ResourceUpdate, Task}, ResourceFormat)"/>, and may lose events with a silo.
    /// </summary>
    public static IAsyncStream<ResourceChanged> GetResourceStream(this IClusterClient cluster, ResourceAddress address)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return cluster.GetStreamProvider(DendriteStreams.ProviderName).GetResourceStream(ResourceKey.OfPublic(address));
    }
}
