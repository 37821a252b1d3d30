namespace Orleans.Runtime;

/// <summary>On which silo a grain is activated. It matters only in a test cluster of several silos.</summary>
public abstract class PlacementStrategy
{
    public virtual bool IsUsingGrainDirectory => true;
}
