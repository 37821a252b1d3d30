using System.Text;
using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>
/// Writes the copier of a serializable type: the members with an id are copied, the others are left at their default, as
/// after a trip through a serializer.
/// </summary>
internal static class CopierWriter
{
    public static string Name(INamedTypeSymbol type) => "Copier_" + AssemblyModel.Identifier(type);

    public static bool IsShared(INamedTypeSymbol type) => KnownTypes.Has(type, "ImmutableAttribute");

    public static void Write(StringBuilder text, INamedTypeSymbol type, KnownTypes names)
    {
        if (IsShared(type) || type.IsAbstract || IsException(type)) return;
        var name = Name(type);
        var full = type.Full();
        text.Append("internal sealed class ").Append(name).Append(type.Parameters()).Append(" : global::Orleans.Serialization.Cloning.IDeepCopier<").Append(full).Append('>')
            .Append(type.Constraints()).Append("\n{\n");
        var fields = Fields(type, names);
        var by = type.IsValueType ? "ref " : "";
        for (var i = 0; i < fields.Count; i++)
        {
            var f = fields[i];
            text.Append("    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = \"")
                .Append(f.Field.Name).Append("\")]\n    private static extern ref ").Append(f.Field.Type.Full()).Append(" Field").Append(i).Append('(')
                .Append(by).Append(f.Field.ContainingType.Full()).Append(" owner);\n");
        }
        if (!type.IsValueType)
        {
            text.Append("    [global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Method, Name = \"MemberwiseClone\")]\n")
                .Append("    private static extern object Clone(object owner);\n");
        }
        text.Append("    public ").Append(full).Append(" DeepCopy(").Append(full).Append(" input, global::Orleans.Serialization.Cloning.CopyContext context)\n    {\n");
        if (!type.IsValueType)
        {
            text.Append("        if (context.TryGetCopy<").Append(full).Append(">(input, out var known)) return known;\n");
            if (!type.IsSealed) text.Append("        if (input.GetType() != typeof(").Append(full).Append(")) return context.DeepCopy<").Append(full).Append(">(input);\n");
            text.Append("        var copy = (").Append(full).Append(")Clone(input);\n        context.RecordCopy(input, copy);\n");
        }
        else
        {
            text.Append("        var copy = input;\n");
        }
        for (var i = 0; i < fields.Count; i++)
        {
            var access = "Field" + i + "(" + by + "copy)";
            if (!fields[i].HasId) text.Append("        ").Append(access).Append(" = default;\n");
            else if (!CopyRules.IsSafe(fields[i].Field.Type, names)) text.Append("        ").Append(access).Append(" = context.DeepCopy<").Append(fields[i].Field.Type.Full()).Append(">(").Append(access).Append(");\n");
        }
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

    /// <summary>The instance fields of the type and of its serializable bases that the copy must treat: those that need a deep copy and those without an id.</summary>
    private static List<(IFieldSymbol Field, bool HasId)> Fields(INamedTypeSymbol type, KnownTypes names)
    {
        var fields = new List<(IFieldSymbol, bool)>();
        for (var t = type; t is not null && t.SpecialType == SpecialType.None; t = t.BaseType)
        {
            var fromConstructor = IncludesConstructorParameters(t);
            foreach (var field in t.GetMembers().OfType<IFieldSymbol>().Where(f => !f.IsStatic && !f.IsConst))
            {
                ISymbol member = field.AssociatedSymbol ?? field;
                var hasId = KnownTypes.Has(member, "IdAttribute") || (fromConstructor && IsPrimary(t, member));
                if (!hasId || !CopyRules.IsSafe(field.Type, names)) fields.Add((field, hasId));
            }
        }
        return fields;
    }

    private static bool IncludesConstructorParameters(INamedTypeSymbol type)
    {
        var attribute = KnownTypes.Attribute(type, "GenerateSerializerAttribute");
        var set = attribute?.NamedArguments.FirstOrDefault(a => a.Key == "IncludePrimaryConstructorParameters").Value.Value as bool?;
        return set ?? type.IsRecord;
    }

    private static bool IsPrimary(INamedTypeSymbol type, ISymbol member) =>
        type.InstanceConstructors.Any(c => !c.IsImplicitlyDeclared
            && c.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax)
            && c.Parameters.Any(p => p.Name == member.Name || member.Name.Contains("<" + p.Name + ">")));
}
