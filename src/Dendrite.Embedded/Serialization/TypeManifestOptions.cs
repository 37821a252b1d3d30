namespace Orleans.Serialization.Configuration;

/// <summary>What the generated manifests of the assemblies name.</summary>
public sealed class TypeManifestOptions
{
    /// <summary>
    /// Whether the types in the signatures of grain interfaces are checked when a silo or client starts. Null, the default, is
    /// as true: the check costs nothing where the compiler has already seen that they are right.
    /// </summary>
    public bool? EnableConfigurationAnalysis { get; set; }

    public HashSet<Type> Serializers { get; } = [];

    public HashSet<Type> Copiers { get; } = [];

    public HashSet<Type> Converters { get; } = [];

    public HashSet<Type> Interfaces { get; } = [];

    public HashSet<Type> InterfaceProxies { get; } = [];

    public HashSet<Type> InterfaceImplementations { get; } = [];

    public Dictionary<string, Type> WellKnownTypeAliases { get; } = [];

    internal void CopyTo(TypeManifestOptions other)
    {
        other.Serializers.UnionWith(Serializers);
        other.Copiers.UnionWith(Copiers);
        other.Converters.UnionWith(Converters);
        other.Interfaces.UnionWith(Interfaces);
        other.InterfaceProxies.UnionWith(InterfaceProxies);
        other.InterfaceImplementations.UnionWith(InterfaceImplementations);
        foreach (var (alias, type) in WellKnownTypeAliases) other.WellKnownTypeAliases.Add(alias, type);
    }
}
