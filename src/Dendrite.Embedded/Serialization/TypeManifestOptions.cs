namespace Orleans.Serialization.Configuration;

/// <summary>What the generated manifests of the assemblies name.</summary>
public sealed class TypeManifestOptions
{
    public HashSet<Type> Serializers { get; } = [];

    public HashSet<Type> Copiers { get; } = [];

    public HashSet<Type> Interfaces { get; } = [];

    public HashSet<Type> InterfaceProxies { get; } = [];

    public HashSet<Type> InterfaceImplementations { get; } = [];

    public Dictionary<string, Type> WellKnownTypeAliases { get; } = [];
}
