using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Dendrite.Embedded.Generator;

/// <summary>Which members make up the value of a serializable type.</summary>
internal static class SerializableMembers
{
    /// <summary>The members of the type and of its serializable bases in the same assembly. Of another's, the private ones are not seen.</summary>
    public static List<SerializableMember> Of(INamedTypeSymbol type)
    {
        var members = new List<SerializableMember>();
        for (var t = type; t is not null && IsMarkedHere(t, type); t = t.BaseType) members.AddRange(Declared(t));
        return members;
    }

    /// <summary>The nearest serializable base in another assembly, or null.</summary>
    public static INamedTypeSymbol? BaseElsewhere(INamedTypeSymbol type)
    {
        var t = type.BaseType;
        while (t is not null && IsMarkedHere(t, type)) t = t.BaseType;
        return t is not null && KnownTypes.Has(t, "GenerateSerializerAttribute") ? t : null;
    }

    public static List<SerializableMember> Declared(INamedTypeSymbol type)
    {
        var attribute = KnownTypes.Attribute(type, "GenerateSerializerAttribute");
        var fields = type.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic && !f.IsConst).ToList();
        var properties = type.GetMembers().OfType<IPropertySymbol>().Where(p => !p.IsStatic && !p.IsIndexer && !p.IsAbstract).ToList();
        var everyProperty = Argument(attribute, "GenerateFieldIds") is 1
            && !fields.Concat<ISymbol>(properties).Any(m => KnownTypes.Has(m, "IdAttribute"));
        var fromConstructor = Argument(attribute, "IncludePrimaryConstructorParameters") as bool? ?? type.IsRecord;
        var immutable = KnownTypes.Has(type, "ImmutableAttribute");
        var members = new List<SerializableMember>();
        foreach (var field in fields)
        {
            var member = field.AssociatedSymbol ?? field;
            var hasId = !IsNonSerialized(field) && (KnownTypes.Has(member, "IdAttribute") || KnownTypes.Has(field, "IdAttribute")
                || (everyProperty && member is IPropertySymbol { DeclaredAccessibility: Accessibility.Public })
                || (fromConstructor && IsPrimary(type, member)));
            members.Add(new(field, field.Type, hasId, immutable || KnownTypes.Has(member, "ImmutableAttribute") || KnownTypes.Has(field, "ImmutableAttribute")));
        }
        foreach (var property in properties.Where(p => p.GetMethod is not null && p.SetMethod is not null && !fields.Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, p))))
        {
            if (KnownTypes.Has(property, "IdAttribute") || (everyProperty && property.DeclaredAccessibility == Accessibility.Public))
                members.Add(new(property, property.Type, hasId: true, immutable || KnownTypes.Has(property, "ImmutableAttribute")));
        }
        return members;
    }

    private static bool IsMarkedHere(INamedTypeSymbol type, INamedTypeSymbol derived) =>
        KnownTypes.Has(type, "GenerateSerializerAttribute") && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, derived.ContainingAssembly);

    private static object? Argument(AttributeData? attribute, string name) => attribute?.NamedArguments.FirstOrDefault(a => a.Key == name).Value.Value;

    private static bool IsNonSerialized(IFieldSymbol field) => field.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "System.NonSerializedAttribute");

    private static bool IsPrimary(INamedTypeSymbol type, ISymbol member) =>
        type.InstanceConstructors.Any(c => !c.IsImplicitlyDeclared
            && c.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is TypeDeclarationSyntax)
            && c.Parameters.Any(p => p.Name == member.Name || member.Name.Contains("<" + p.Name + ">")));
}
