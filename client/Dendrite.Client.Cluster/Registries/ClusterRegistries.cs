using Dendrite.Contracts.Registries;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>The registries inside a cluster: asks the grains.</summary>
/// <param name="grains">The way to the grains.</param>
/// <param name="followed">The registries that are followed here.</param>
public sealed class ClusterRegistries(IGrainFactory grains, IEnumerable<FollowedRegistry> followed) : IRegistries
{
    private const int LongestName = 256;

    private readonly string[] _names = [.. followed.Select(f => f.Name).Distinct().Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RegistryView>> ReadAllAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(_names.Select(name => grains.GetRegistry(name).GetAsync(cancellationToken)));

    /// <inheritdoc/>
    public async Task<RegistryView> ReadAsync(string name, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrEmpty(name) || name.Length > LongestName) throw Unknown(name);
        var view = await grains.GetRegistry(name).GetAsync(cancellationToken);
        return view.Version > 0 || _names.Contains(name) ? view : throw Unknown(name);
    }

    private InvalidRequestException Unknown(string name) =>
        new(DendriteErrorCode.NotFound, $"There is no registry '{name}'; followed here are: {(_names.Length == 0 ? "none" : string.Join(", ", _names))}.");
}
