using System.Text;
using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>
/// Writes the copier of a serializable type: the members with an id are copied, the others are as the constructor leaves
/// them, as after a trip through a serializer.
/// </summary>
internal static class CopierWriter
{
    public static string Name(INamedTypeSymbol type) => "Copier_" + AssemblyModel.Identifier(type);

    public static bool IsShared(INamedTypeSymbol type) => KnownTypes.Has(type, "ImmutableAttribute");

    /// <summary>Whether a copier is written. Abstract types have none: their derived types have.</summary>
    public static bool IsWritten(INamedTypeSymbol type) => !IsShared(type) && !type.IsAbstract && !IsException(type) && SerializableBase.IsWhole(type);

    public static void Write(StringBuilder text, INamedTypeSymbol type, KnownTypes names)
    {
        if (!IsWritten(type)) return;
        var name = Name(type);
        var full = type.Full();
        var members = SerializableMembers.Of(type);
        var collection = SerializableBase.CollectionOf(type);
        var made = !type.IsValueType && (collection is not null || (members.Any(m => !m.HasId) && SerializableBase.Constructor(type)));
        var touched = members.Where(m => made ? m.HasId : !m.HasId || m.Symbol is IPropertySymbol || !IsSafe(m, names)).ToList();
        text.Append("internal sealed class ").Append(name).Append(type.Parameters()).Append(" : global::Orleans.Serialization.Cloning.IDeepCopier<").Append(full).Append('>')
            .Append(type.Constraints()).Append("\n{\n");
        for (var i = 0; i < touched.Count; i++) MemberAccess.Write(text, type, touched[i], i);
        if (made)
        {
            text.Append("    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Constructor)]\n    private static extern ")
                .Append(full).Append(" Make();\n");
        }
        else if (!type.IsValueType)
        {
            text.Append("    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = \"MemberwiseClone\")]\n")
                .Append("    private static extern object Clone(object owner);\n");
        }
        text.Append("    public ").Append(full).Append(" DeepCopy(").Append(full).Append(" input, global::Orleans.Serialization.Cloning.CopyContext context)\n    {\n");
        if (type.IsValueType)
        {
            text.Append("        var copy = input;\n");
        }
        else
        {
            text.Append("        if (context.TryGetCopy<").Append(full).Append(">(input, out var known)) return known;\n");
            if (!type.IsSealed) text.Append("        if (input.GetType() != typeof(").Append(full).Append(")) return context.DeepCopy<").Append(full).Append(">(input);\n");
            text.Append("        var copy = ").Append(made ? "Make()" : "(" + full + ")Clone(input)").Append(";\n        context.RecordCopy(input, copy);\n");
        }
        if (collection is not null) text.Append("        ").Append(SerializableBase.CopyItems(collection)).Append('\n');
        WriteMembers(text, type, touched, names);
        text.Append("        return copy;\n    }\n}\n");
    }

    public static bool IsException(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (t.ToDisplayString() == "System.Exception") return true;
        }
        return false;
    }

    /// <summary>Members without an id first: a property with an id may keep its value in one of them.</summary>
    private static void WriteMembers(StringBuilder text, INamedTypeSymbol type, List<SerializableMember> members, KnownTypes names)
    {
        foreach (var i in Enumerable.Range(0, members.Count).OrderBy(i => members[i].HasId ? members[i].Symbol is IPropertySymbol ? 2 : 1 : 0))
        {
            var member = members[i];
            var value = !member.HasId ? "default"
                : IsSafe(member, names) ? MemberAccess.Get(type, member, i, "input")
                : "context.DeepCopy<" + member.Type.Full() + ">(" + MemberAccess.Get(type, member, i, "input") + ")";
            text.Append("        ").Append(MemberAccess.Set(type, member, i, "copy", value)).Append(";\n");
        }
    }

    private static bool IsSafe(SerializableMember member, KnownTypes names) => member.IsImmutable || CopyRules.IsSafe(member.Type, names);
}
