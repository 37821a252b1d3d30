namespace Orleans.Serialization.Configuration;

/// <summary>Names the generated manifest of an assembly.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class TypeManifestProviderAttribute : Attribute
{
    public TypeManifestProviderAttribute(Type providerType) => ProviderType = providerType ?? throw new ArgumentNullException(nameof(providerType));

    public Type ProviderType { get; }
}
