using Orleans.Runtime;

namespace Orleans.Placement;

/// <summary>Where activations of the class are placed.</summary>
[AttributeUsage(AttributeTargets.Class)]
public abstract class PlacementAttribute : Attribute
{
    protected PlacementAttribute(PlacementStrategy placement) => PlacementStrategy = placement ?? throw new ArgumentNullException(nameof(placement));

    public PlacementStrategy PlacementStrategy { get; private set; }
}
