using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>Reads and commands the resources of the deployment, for operators. Reading changes nothing.</summary>
public interface IResources
{
    /// <summary>What a resource is doing, whether anybody uses it or not.</summary>
    /// <exception cref="ClusterException">The cluster does not answer for now.</exception>
    Task<ResourceStatus> ReadAsync(ResourceKey resource, CancellationToken cancellationToken = default);

    /// <summary>The polls of a resource that are on record, oldest first; of the last at most so many.</summary>
    /// <exception cref="InvalidRequestException">The key names no backend that can be used this way.</exception>
    /// <exception cref="ClusterException">The cluster does not answer for now.</exception>
    Task<IReadOnlyList<PollRecord>> ReadPollsAsync(ResourceKey resource, int most, CancellationToken cancellationToken = default);

    /// <summary>Does what an operator wants, logs who and why, and gives what the resource does then.</summary>
    /// <exception cref="InvalidRequestException">The key names no backend that can be used this way, or nobody says so.</exception>
    /// <exception cref="ClusterException">The cluster does not answer for now.</exception>
    Task<ResourceStatus> CommandAsync(ResourceKey resource, ResourceCommand command, string reason, string by, CancellationToken cancellationToken = default);
}
