using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>The engine's types that the generator asks about.</summary>
internal sealed class KnownTypes
{
    private KnownTypes(INamedTypeSymbol addressable, INamedTypeSymbol grainBase)
    {
        Addressable = addressable;
        GrainBase = grainBase;
    }

    public INamedTypeSymbol Addressable { get; }

    public INamedTypeSymbol GrainBase { get; }

    public static KnownTypes? TryFind(Compilation compilation)
    {
        var addressable = compilation.GetTypeByMetadataName("Orleans.Runtime.IAddressable");
        var grainBase = compilation.GetTypeByMetadataName("Orleans.IGrainBase");
        return addressable is null || grainBase is null ? null : new KnownTypes(addressable, grainBase);
    }

    public bool IsAddressable(ITypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(type, Addressable)
        || type.AllInterfaces.Any(i => SymbolEqualityComparer.Default.Equals(i, Addressable));

    public bool IsGrainClass(INamedTypeSymbol type) =>
        type is { TypeKind: TypeKind.Class, IsAbstract: false }
        && type.AllInterfaces.Any(i => SymbolEqualityComparer.Default.Equals(i, GrainBase));

    public static AttributeData? Attribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass?.Name == name && IsOfEngine(a.AttributeClass));

    public static bool Has(ISymbol symbol, string name) => Attribute(symbol, name) is not null;

    /// <summary>Other libraries have attributes of the same names with other meanings.</summary>
    private static bool IsOfEngine(INamedTypeSymbol attribute)
    {
        var space = attribute.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false }) space = space.ContainingNamespace;
        return space?.Name == "Orleans";
    }
}
