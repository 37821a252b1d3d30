namespace Orleans.Runtime;

/// <summary>The activation whose turn is running.</summary>
public interface IGrainContextAccessor
{
    IGrainContext GrainContext { get; }
}
