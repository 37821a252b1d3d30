using System.Text;
using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>What one assembly declares that the engine must know.</summary>
internal sealed class AssemblyModel
{
    public AssemblyModel(KnownTypes names, List<INamedTypeSymbol> types)
    {
        var reachable = types.Where(IsReachable).ToList();
        var interfaces = reachable.Where(t => t.TypeKind == TypeKind.Interface && names.IsAddressable(t)).ToLookup(t => InterfaceRules.Of(t).Count == 0);
        Interfaces = interfaces[true].ToList();
        Offences = interfaces[false].SelectMany(InterfaceRules.Of).GroupBy(o => (o.Location, o.GetMessage())).Select(o => o.First()).ToList();
        GrainClasses = reachable.Where(t => !t.IsGenericType && names.IsGrainClass(t)).ToList();
        GenericGrainClasses = reachable.Where(t => t.IsGenericType && names.IsGrainClass(t)).ToList();
        Converters = reachable.Where(t => t.TypeKind is TypeKind.Class or TypeKind.Struct && KnownTypes.Has(t, "RegisterConverterAttribute")).ToList();
        Serializable = reachable.Where(t => t.TypeKind is TypeKind.Class or TypeKind.Struct && KnownTypes.Has(t, "GenerateSerializerAttribute")).ToList();
        Enums = reachable.Where(t => t.TypeKind == TypeKind.Enum && KnownTypes.Has(t, "GenerateSerializerAttribute")).ToList();
    }

    public List<INamedTypeSymbol> Interfaces { get; }

    /// <summary>What is wrong with the interfaces that are not among <see cref="Interfaces"/>.</summary>
    public List<Diagnostic> Offences { get; }

    public List<INamedTypeSymbol> GrainClasses { get; }

    /// <summary>The engine makes no grains of them. They may be bases.</summary>
    public List<INamedTypeSymbol> GenericGrainClasses { get; }

    public List<INamedTypeSymbol> Serializable { get; }

    public List<INamedTypeSymbol> Enums { get; }

    public List<INamedTypeSymbol> Converters { get; }

    public bool IsEmpty => Interfaces.Count + GrainClasses.Count + GenericGrainClasses.Count + Serializable.Count + Enums.Count + Converters.Count == 0;

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

    /// <summary>A dot becomes a line; any other character is a line and a digit, which no dot is followed by.</summary>
    private static string Identifier(string name)
    {
        var text = new StringBuilder(name.Length);
        if (name.Length > 0 && char.IsDigit(name[0])) text.Append('_');
        foreach (var c in name)
        {
            text.Append(c switch
            {
                '.' => "_",
                '_' => "_0",
                '<' => "_1",
                '>' => "_2",
                ',' => "_3",
                ' ' => "_4",
                _ when char.IsLetterOrDigit(c) => c.ToString(),
                _ => "_9" + ((int)c).ToString("X4", System.Globalization.CultureInfo.InvariantCulture),
            });
        }
        return text.ToString();
    }
}
