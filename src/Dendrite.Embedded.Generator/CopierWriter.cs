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
        var open = type is { IsSealed: false, IsValueType: false } && !IsException(type) && SerializableBase.IsWhole(type);
        if (!open && !IsWritten(type)) return;
        var full = type.Full();
        var members = SerializableMembers.Of(type);
        var elsewhere = SerializableMembers.BaseElsewhere(type);
        var made = !type.IsValueType && SerializableBase.Constructor(type)
            && (SerializableBase.CollectionOf(type) is not null || elsewhere is not null || members.Any(m => !m.HasId));
        var touched = open ? members : members.Where(m => made ? m.HasId : !m.HasId || m.Symbol is IPropertySymbol || !IsSafe(m, names)).ToList();
        text.Append("internal sealed class ").Append(Name(type)).Append(type.Parameters());
        if (IsWritten(type)) text.Append(" : global::Orleans.Serialization.Cloning.IDeepCopier<").Append(full).Append('>');
        text.Append(type.Constraints()).Append("\n{\n");
        for (var i = 0; i < touched.Count; i++) MemberAccess.Write(text, type, touched[i], i);
        if (elsewhere is not null) WriteBaseAccess(text, elsewhere);
        if (IsWritten(type)) WriteDeepCopy(text, type, made);
        text.Append("    internal static void CopyMembers(").Append(type.IsValueType ? "ref " : "").Append(full).Append(" input, ").Append(type.IsValueType ? "ref " : "").Append(full)
            .Append(" copy, global::Orleans.Serialization.Cloning.CopyContext context, bool made)\n    {\n");
        if (elsewhere is not null) text.Append("        CopyBase(null, input, copy, context, made);\n");
        else if (SerializableBase.CollectionOf(type) is { } collection) text.Append("        ").Append(SerializableBase.CopyItems(collection)).Append('\n');
        WriteMembers(text, type, touched, names);
        text.Append("    }\n}\n");
    }

    public static bool IsException(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (t.ToDisplayString() == "System.Exception") return true;
        }
        return false;
    }

    private static void WriteDeepCopy(StringBuilder text, INamedTypeSymbol type, bool made)
    {
        var full = type.Full();
        const string Accessor = "    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.";
        if (made) text.Append(Accessor).Append("Constructor)]\n    private static extern ").Append(full).Append(" Make();\n");
        else if (!type.IsValueType) text.Append(Accessor).Append("Method, Name = \"MemberwiseClone\")]\n    private static extern object Clone(object owner);\n");
        text.Append("    public ").Append(full).Append(" DeepCopy(").Append(full).Append(" input, global::Orleans.Serialization.Cloning.CopyContext context)\n    {\n");
        if (type.IsValueType)
        {
            text.Append("        var copy = input;\n        CopyMembers(ref input, ref copy, context, false);\n");
        }
        else
        {
            text.Append("        if (context.TryGetCopy<").Append(full).Append(">(input, out var known)) return known;\n");
            if (!type.IsSealed) text.Append("        if (input.GetType() != typeof(").Append(full).Append(")) return context.DeepCopy<").Append(full).Append(">(input);\n");
            text.Append("        var copy = ").Append(made ? "Make()" : "(" + full + ")Clone(input)")
                .Append(";\n        context.RecordCopy(input, copy);\n        CopyMembers(input, copy, context, ").Append(made ? "true" : "false").Append(");\n");
        }
        text.Append("        return copy;\n    }\n");
    }

    /// <summary>The copier of a base in another assembly is internal there, and knows its private members.</summary>
    private static void WriteBaseAccess(StringBuilder text, INamedTypeSymbol type) =>
        text.Append("    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.StaticMethod, Name = \"CopyMembers\")]\n")
            .Append("    private static extern void CopyBase([global::System.Runtime.CompilerServices.UnsafeAccessorType(\"").Append(AssemblyModel.Namespace(type.ContainingAssembly.Name)).Append('.')
            .Append(Name(type)).Append(", ").Append(type.ContainingAssembly.Name).Append("\")] object owner, ").Append(type.Full()).Append(" input, ").Append(type.Full())
            .Append(" copy, global::Orleans.Serialization.Cloning.CopyContext context, bool made);\n");

    /// <summary>Members without an id first: a property with an id may keep its value in one of them.</summary>
    private static void WriteMembers(StringBuilder text, INamedTypeSymbol type, List<SerializableMember> members, KnownTypes names)
    {
        foreach (var i in Enumerable.Range(0, members.Count).OrderBy(i => members[i].HasId ? members[i].Symbol is IPropertySymbol ? 2 : 1 : 0))
        {
            var member = members[i];
            var value = !member.HasId ? member.Type.IsNameable() ? "default" : "null"
                : IsSafe(member, names) ? MemberAccess.Get(type, member, i, "input")
                : "context.DeepCopy<" + (member.Type.IsNameable() ? member.Type.Full() : "object") + ">(" + MemberAccess.Get(type, member, i, "input") + ")";
            text.Append("        ").Append(member.HasId ? "" : "if (!made) ").Append(MemberAccess.Set(type, member, i, "copy", value)).Append('\n');
        }
    }

    private static bool IsSafe(SerializableMember member, KnownTypes names) => member.IsImmutable || CopyRules.IsSafe(member.Type, names);
}
