using Dendrite.Contracts.Resources;
using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>The way to the resources of the silo that it is on.</summary>
[NamedSiloPlacement.Use]
internal sealed class SiloResourcesGrain(LocalResources resources) : Grain, ISiloResourcesGrain
{
    public Task<int> TellAsync(string backend, IReadOnlyList<string> patterns, CancellationToken cancellationToken) =>
        Task.FromResult(resources.Tell(backend, [.. patterns.Select(PokePattern.Parse)]));
}
