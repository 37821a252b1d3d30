using System.Text;
using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>Writes how a copier reaches a member that it may not name in C#: private, read-only or set only at the start.</summary>
internal static class MemberAccess
{
    public static void Write(StringBuilder text, INamedTypeSymbol type, SerializableMember member, int index)
    {
        // A member of a generic base is reached only from a class with the same type parameters.
        var apart = IsApart(type, member);
        var declared = apart ? member.Symbol.OriginalDefinition : member.Symbol;
        var owner = declared.ContainingType;
        if (apart) text.Append("    private static class Of").Append(index).Append(owner.Parameters()).Append(owner.Constraints()).Append("\n    {\n");
        var by = owner.IsValueType ? "ref " : "";
        var access = apart ? "public" : "private";
        if (declared is IFieldSymbol field)
        {
            Attribute(text, "Field", field.Name);
            text.Append("    ").Append(access).Append(" static extern ref ").Append(field.Type.Full()).Append(" Field").Append(index).Append('(').Append(by).Append(owner.Full()).Append(" owner);\n");
        }
        else
        {
            var property = (IPropertySymbol)declared;
            Attribute(text, "Method", property.GetMethod!.MetadataName);
            text.Append("    ").Append(access).Append(" static extern ").Append(property.Type.Full()).Append(" Get").Append(index).Append('(').Append(by).Append(owner.Full()).Append(" owner);\n");
            Attribute(text, "Method", property.SetMethod!.MetadataName);
            text.Append("    ").Append(access).Append(" static extern void Set").Append(index).Append('(').Append(by).Append(owner.Full()).Append(" owner, ").Append(property.Type.Full()).Append(" value);\n");
        }
        if (apart) text.Append("    }\n");
    }

    public static string Get(INamedTypeSymbol type, SerializableMember member, int index, string target) =>
        Prefix(type, member, index) + (member.Symbol is IFieldSymbol ? "Field" : "Get") + index + "(" + By(member) + target + ")";

    public static string Set(INamedTypeSymbol type, SerializableMember member, int index, string target, string value) =>
        member.Symbol is IFieldSymbol
            ? Get(type, member, index, target) + " = " + value
            : Prefix(type, member, index) + "Set" + index + "(" + By(member) + target + ", " + value + ")";

    private static string By(SerializableMember member) => member.Owner.IsValueType ? "ref " : "";

    private static bool IsApart(INamedTypeSymbol type, SerializableMember member) =>
        member.Owner.IsGenericType && !SymbolEqualityComparer.Default.Equals(member.Owner.OriginalDefinition, type.OriginalDefinition);

    private static string Prefix(INamedTypeSymbol type, SerializableMember member, int index) =>
        IsApart(type, member) ? "Of" + index + "<" + string.Join(", ", member.Owner.TypeArguments.Select(a => a.Full())) + ">." : "";

    private static void Attribute(StringBuilder text, string kind, string name) =>
        text.Append("    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.").Append(kind).Append(", Name = \"").Append(name).Append("\")]\n");
}
