using Dendrite.Protocol;

namespace Dendrite.Contracts;

/// <summary>Which silos the cluster has. Reading changes nothing.</summary>
public interface ISilos
{
    /// <summary>The silos that are not dead, in the order of their names.</summary>
    /// <exception cref="ClusterException">The cluster does not answer for now.</exception>
    Task<IReadOnlyList<SiloReading>> ListAsync(CancellationToken cancellationToken = default);
}

/// <summary>One silo of the cluster.</summary>
/// <param name="Name">The name that it was given.</param>
/// <param name="Address">Where the others reach it, and which start of it this is.</param>
/// <param name="Status">What the members say of it: active, joining, shutting-down and so on.</param>
/// <param name="StartedAt">When it joined.</param>
public sealed record SiloReading(string Name, string Address, string Status, DateTimeOffset StartedAt);
