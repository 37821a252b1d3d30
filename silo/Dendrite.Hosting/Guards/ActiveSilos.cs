using Dendrite.Grains.Guards;

namespace Dendrite.Hosting.Guards;

/// <summary>Orleans's view of the members.</summary>
internal sealed class ActiveSilos(ISiloStatusOracle members) : IActiveSilos
{
    public int Count => members.GetApproximateSiloStatuses(onlyActive: true).Count;
}
