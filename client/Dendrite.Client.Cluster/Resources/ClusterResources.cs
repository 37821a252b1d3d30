using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>The resources inside a cluster: asks the grains.</summary>
/// <param name="grains">The way to the grains.</param>
public sealed class ClusterResources(IGrainFactory grains) : IResources
{
    /// <inheritdoc/>
    public Task<ResourceStatus> ReadAsync(ResourceKey resource, CancellationToken cancellationToken = default) =>
        ClusterFaults.TellAsync(() => grains.GetResource(resource).GetStatusAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<PollRecord>> ReadPollsAsync(ResourceKey resource, int most, CancellationToken cancellationToken = default) =>
        ClusterFaults.TellAsync(() => grains.GetResource(resource).ReadPollsAsync(resource, most, cancellationToken));

    /// <inheritdoc/>
    public Task<ResourceStatus> CommandAsync(ResourceKey resource, ResourceCommand command, string reason, string by, CancellationToken cancellationToken = default) =>
        ClusterFaults.TellAsync(() => grains.GetResource(resource).CommandAsync(resource, command, reason, by, cancellationToken));
}
