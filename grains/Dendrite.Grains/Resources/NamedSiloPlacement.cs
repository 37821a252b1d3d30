using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace Dendrite.Grains.Resources;

/// <summary>Places a grain on the silo whose address is its key, and nowhere else.</summary>
internal sealed class NamedSiloPlacement : PlacementStrategy
{
    /// <summary>Marks such a grain.</summary>
    [AttributeUsage(AttributeTargets.Class)]
    internal sealed class UseAttribute() : PlacementAttribute(new NamedSiloPlacement());
}

/// <summary>Finds the silo, or says that there is none.</summary>
internal sealed class NamedSiloDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silo = SiloAddress.FromParsableString(target.GrainIdentity.Key.ToString()!);
        return context.GetCompatibleSilos(target).Contains(silo)
            ? Task.FromResult(silo)
            : throw new OrleansException($"Silo {silo} has left the cluster, or is of a version that does not know this.");
    }
}
