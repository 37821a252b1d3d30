using System.Text;
using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>Writes how a copier reaches a member that it may not name in C#: private, read-only or set only at the start.</summary>
internal static class MemberAccess
{
    public static void Write(StringBuilder text, INamedTypeSymbol type, SerializableMember member, int index)
    {
        if (!member.Type.IsNameable())
        {
            WriteReflection(text, member, index);
            return;
        }
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

    public static string Get(INamedTypeSymbol type, SerializableMember member, int index, string target) => !member.Type.IsNameable()
        ? "Member" + index + ".GetValue(" + target + ")"
        : Prefix(type, member, index) + (member.Symbol is IFieldSymbol ? "Field" : "Get") + index + "(" + By(member) + target + ")";

    /// <summary>A statement.</summary>
    public static string Set(INamedTypeSymbol type, SerializableMember member, int index, string target, string value)
    {
        if (member.Type.IsNameable())
        {
            return (member.Symbol is IFieldSymbol
                ? Get(type, member, index, target) + " = " + value
                : Prefix(type, member, index) + "Set" + index + "(" + By(member) + target + ", " + value + ")") + ";";
        }
        var set = "Member" + index + ".SetValue(";
        return member.Owner.IsValueType
            ? "{ object boxed = " + target + "; " + set + "boxed, " + value + "); " + target + " = (" + member.Owner.Full() + ")boxed; }"
            : set + target + ", " + value + ");";
    }

    /// <summary>A type that can't be named can only be got as an object. To set null sets the default, also of a value type.</summary>
    private static void WriteReflection(StringBuilder text, SerializableMember member, int index)
    {
        var kind = member.Symbol is IFieldSymbol ? "Field" : "Property";
        text.Append("    private static readonly global::System.Reflection.").Append(kind).Append("Info Member").Append(index).Append(" = typeof(").Append(member.Owner.Full()).Append(").Get").Append(kind)
            .Append("(\"").Append(member.Symbol.Name).Append("\", global::System.Reflection.BindingFlags.Instance | global::System.Reflection.BindingFlags.Public | global::System.Reflection.BindingFlags.NonPublic | global::System.Reflection.BindingFlags.DeclaredOnly);\n");
    }

    private static string By(SerializableMember member) => member.Owner.IsValueType ? "ref " : "";

    private static bool IsApart(INamedTypeSymbol type, SerializableMember member) =>
        member.Owner.IsGenericType && !SymbolEqualityComparer.Default.Equals(member.Owner.OriginalDefinition, type.OriginalDefinition);

    private static string Prefix(INamedTypeSymbol type, SerializableMember member, int index) =>
        IsApart(type, member) ? "Of" + index + "<" + string.Join(", ", member.Owner.TypeArguments.Select(a => a.Full())) + ">." : "";

    private static void Attribute(StringBuilder text, string kind, string name) =>
        text.Append("    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.").Append(kind).Append(", Name = \"").Append(name).Append("\")]\n");
}
