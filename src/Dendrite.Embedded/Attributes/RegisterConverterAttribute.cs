namespace Orleans;

/// <summary>The class is an <see cref="IConverter{TValue, TSurrogate}"/> that the engine shall use.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RegisterConverterAttribute : Attribute
{
}
