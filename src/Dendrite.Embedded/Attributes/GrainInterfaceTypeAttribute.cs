namespace Orleans.Runtime;

/// <summary>The name of a grain interface, in place of the one made from its type.</summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class GrainInterfaceTypeAttribute : Attribute
{
    public GrainInterfaceTypeAttribute(string value) => Value = GrainInterfaceType.Create(value);

    internal GrainInterfaceType Value { get; }
}
