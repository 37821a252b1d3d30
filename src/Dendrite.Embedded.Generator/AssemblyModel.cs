using System.Text;
using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>What one assembly declares that the engine must know.</summary>
internal sealed class AssemblyModel
{
    public AssemblyModel(KnownTypes names, List<INamedTypeSymbol> types)
    {
        var reachable = types.Where(IsReachable).ToList();
        Interfaces = reachable.Where(t => t.TypeKind == TypeKind.Interface && names.IsAddressable(t)).ToList();
        GrainClasses = reachable.Where(names.IsGrainClass).ToList();
        Converters = reachable.Where(t => t.TypeKind is TypeKind.Class or TypeKind.Struct && KnownTypes.Has(t, "RegisterConverterAttribute")).ToList();
        Serializable = reachable.Where(t => t.TypeKind is TypeKind.Class or TypeKind.Struct && KnownTypes.Has(t, "GenerateSerializerAttribute")).ToList();
        Enums = reachable.Where(t => t.TypeKind == TypeKind.Enum && KnownTypes.Has(t, "GenerateSerializerAttribute")).ToList();
    }

    public List<INamedTypeSymbol> Interfaces { get; }

    public List<INamedTypeSymbol> GrainClasses { get; }

    public List<INamedTypeSymbol> Serializable { get; }

    public List<INamedTypeSymbol> Enums { get; }

    public List<INamedTypeSymbol> Converters { get; }

    public bool IsEmpty => Interfaces.Count + GrainClasses.Count + Serializable.Count + Enums.Count + Converters.Count == 0;

    public static string Namespace(Compilation compilation) => Namespace(compilation.AssemblyName ?? "Assembly");

    public static string Namespace(string assembly) => "OrleansCodeGen." + Identifier(assembly);

    /// <summary>A name for generated types: unique per symbol, a valid identifier.</summary>
    public static string Identifier(ISymbol symbol) => Identifier(symbol.ToDisplayString());

    /// <summary>A type that generated code in the same assembly can name: nothing private or protected on the way to it.</summary>
    public static bool IsReachable(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.ContainingType)
        {
            if (t.IsFileLocal() || t.DeclaredAccessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal) return false;
            if (!SymbolEqualityComparer.Default.Equals(t, type) && t.IsGenericType) return false;
        }
        return true;
    }

    private static string Identifier(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var c in name) text.Append(c == '_' ? "__" : char.IsLetterOrDigit(c) ? c.ToString() : "_");
        return text.ToString();
    }
}
