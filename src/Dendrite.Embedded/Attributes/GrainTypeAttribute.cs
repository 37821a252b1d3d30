using Orleans.Runtime;

namespace Orleans;

/// <summary>The name of a kind of grain, in place of the one made from its class.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute : Attribute
{
    public GrainTypeAttribute(string grainType) => Value = GrainType.Create(grainType);

    internal GrainType Value { get; }
}
