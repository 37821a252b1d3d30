using Dendrite.Protocol;

namespace Dendrite.Contracts.Registries;

/// <summary>Reads the registries of the deployment. Reading changes nothing.</summary>
public interface IRegistries
{
    /// <summary>Every registry that this deployment follows, in the order of their names.</summary>
    Task<IReadOnlyList<RegistryView>> ReadAllAsync(CancellationToken cancellationToken = default);

    /// <summary>One registry, followed here or not.</summary>
    /// <exception cref="InvalidRequestException">Nothing was ever written to a registry of that name, and nobody here follows it.</exception>
    Task<RegistryView> ReadAsync(string name, CancellationToken cancellationToken = default);
}

/// <summary>A registry that a silo follows, as a service.</summary>
/// <param name="Name">The registry's name.</param>
public sealed record FollowedRegistry(string Name);
