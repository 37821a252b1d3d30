using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>How symbols are spelt in generated code.</summary>
internal static class SymbolText
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat;

    public static string Full(this ITypeSymbol type) => type.ToDisplayString(Format);

    /// <summary>The type for typeof: open where it is generic.</summary>
    public static string OpenTypeOf(this INamedTypeSymbol type) =>
        type.IsGenericType ? "typeof(" + Open(type.Full(), type.TypeParameters.Length) + ")" : "typeof(" + type.Full() + ")";

    /// <summary>The type parameters as written after a generated name, or nothing.</summary>
    public static string Parameters(this INamedTypeSymbol type) =>
        type.TypeParameters.Length == 0 ? "" : "<" + string.Join(", ", type.TypeParameters.Select(p => p.Name)) + ">";

    public static string Parameters(this IMethodSymbol method) =>
        method.TypeParameters.Length == 0 ? "" : "<" + string.Join(", ", method.TypeParameters.Select(p => p.Name)) + ">";

    /// <summary>The type parameters of a method and of the interface that it is called through.</summary>
    public static string Parameters(this INamedTypeSymbol type, IMethodSymbol method)
    {
        var names = type.TypeParameters.Concat(method.TypeParameters).Select(p => p.Name).ToList();
        return names.Count == 0 ? "" : "<" + string.Join(", ", names) + ">";
    }

    public static string OpenSuffix(this INamedTypeSymbol type) =>
        type.TypeParameters.Length == 0 ? "" : "<" + new string(',', type.TypeParameters.Length - 1) + ">";

    public static string Constraints(this INamedTypeSymbol type) => string.Concat(type.TypeParameters.Select(Constraint));

    public static string Constraints(this INamedTypeSymbol type, IMethodSymbol method) => string.Concat(type.TypeParameters.Concat(method.TypeParameters).Select(Constraint));

    public static bool IsFileLocal(this INamedTypeSymbol type) => type.MetadataName.StartsWith("<", System.StringComparison.Ordinal);

    /// <summary>Whether generated code may name the type: private and protected types it may not, nor what is made of them.</summary>
    public static bool IsNameable(this ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType.IsNameable(),
        INamedTypeSymbol named => !named.IsFileLocal() && named.TypeArguments.All(IsNameable) && (named.ContainingType?.IsNameable() ?? true)
            && named.DeclaredAccessibility is not (Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal),
        _ => type is not (IPointerTypeSymbol or IFunctionPointerTypeSymbol),
    };

    private static string Constraint(ITypeParameterSymbol p)
    {
        var parts = p.ConstraintTypes.Select(t => t.Full()).ToList();
        if (p.HasUnmanagedTypeConstraint) parts.Insert(0, "unmanaged");
        else if (p.HasValueTypeConstraint) parts.Insert(0, "struct");
        else if (p.HasReferenceTypeConstraint) parts.Insert(0, "class");
        else if (p.HasNotNullConstraint) parts.Insert(0, "notnull");
        if (p.HasConstructorConstraint) parts.Add("new()");
        return parts.Count == 0 ? "" : " where " + p.Name + " : " + string.Join(", ", parts);
    }

    private static string Open(string full, int count)
    {
        var cut = full.LastIndexOf('<');
        return full.Substring(0, cut) + "<" + new string(',', count - 1) + ">";
    }
}
