using System.Text;
using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>Writes the reference class of a grain interface.</summary>
internal static class ReferenceWriter
{
    public static void Write(StringBuilder text, INamedTypeSymbol type, KnownTypes names)
    {
        var methods = Methods(type);
        for (var i = 0; i < methods.Count; i++) InvokableWriter.Write(text, type, methods[i], i, names);

        var name = Name(type);
        text.Append("internal sealed class ").Append(name).Append(type.Parameters())
            .Append(" : global::Orleans.Runtime.GrainReference, ").Append(type.Full()).Append(type.Constraints()).Append("\n{\n");
        text.Append("    public ").Append(name).Append("(global::Orleans.Runtime.GrainReferenceShared shared, global::Orleans.Runtime.IdSpan key) : base(shared, key) { }\n");
        for (var i = 0; i < methods.Count; i++) WriteMethod(text, type, methods[i], i, names);
        text.Append("}\n");
    }

    public static string Name(INamedTypeSymbol type) => "Proxy_" + AssemblyModel.Identifier(type);

    public static bool IsSupported(IMethodSymbol method) =>
        Shape(method) != ReturnShape.Other && method.Parameters.All(p => p.RefKind == RefKind.None && !p.Type.IsRefLikeType && p.Type is not IPointerTypeSymbol)
        && !method.TypeParameters.Any(p => method.ContainingType.TypeParameters.Any(q => q.Name == p.Name));

    public static ReturnShape Shape(IMethodSymbol method)
    {
        if (method.ReturnsVoid) return ReturnShape.Void;
        if (method.ReturnType is not INamedTypeSymbol named) return ReturnShape.Other;
        var space = named.ContainingNamespace?.ToDisplayString();
        return (space, named.Name, named.Arity) switch
        {
            ("System.Threading.Tasks", "Task", 0) => ReturnShape.Task,
            ("System.Threading.Tasks", "Task", 1) => ReturnShape.TaskOf,
            ("System.Threading.Tasks", "ValueTask", 0) => ReturnShape.ValueTask,
            ("System.Threading.Tasks", "ValueTask", 1) => ReturnShape.ValueTaskOf,
            ("System.Collections.Generic", "IAsyncEnumerable", 1) => ReturnShape.AsyncEnumerable,
            _ => ReturnShape.Other,
        };
    }

    /// <summary>Those with a body too: what a grain says instead of the body must be reached.</summary>
    public static List<IMethodSymbol> Methods(INamedTypeSymbol type) =>
        new[] { type }.Concat(type.AllInterfaces).SelectMany(i => i.GetMembers().OfType<IMethodSymbol>())
            .Where(m => m.MethodKind == MethodKind.Ordinary && (m.IsAbstract || m.IsVirtual) && !m.IsStatic && m.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal)
            .ToList();

    private static void WriteMethod(StringBuilder text, INamedTypeSymbol type, IMethodSymbol method, int index, KnownTypes names)
    {
        text.Append("    ").Append(method.ReturnType.Full()).Append(' ').Append(method.ContainingType.Full()).Append(".@").Append(method.Name).Append(method.Parameters());
        var own = OwnPrefix(type, method);
        text.Append('(').Append(string.Join(", ", method.Parameters.Select(p => p.Type.Full() + " " + own + p.Ordinal))).Append(")\n    {\n");
        if (!IsSupported(method))
        {
            text.Append("        throw new global::System.NotSupportedException(\"").Append(method.ToDisplayString())
                .Append(": a grain method returns a task, and takes no ref parameters.\");\n    }\n");
            return;
        }
        var shape = Shape(method);
        text.Append("        var ").Append(own).Append("request = ").Append(InvokableWriter.Name(type, index)).Append(type.Parameters(method)).Append(".Rent();\n");
        if (method.Parameters.Any(p => !CopyRules.IsSafe(p.Type, names) && !KnownTypes.Has(p, "ImmutableAttribute")))
            text.Append("        using var ").Append(own).Append("copies = base.CopyContextPool.GetContext();\n");
        foreach (var p in method.Parameters)
        {
            text.Append("        ").Append(own).Append("request.arg").Append(p.Ordinal).Append(" = ");
            if (CopyRules.IsSafe(p.Type, names) || KnownTypes.Has(p, "ImmutableAttribute")) text.Append(own).Append(p.Ordinal);
            else text.Append(own).Append("copies.DeepCopy<").Append(p.Type.Full()).Append(">(").Append(own).Append(p.Ordinal).Append(')');
            text.Append(";\n");
        }
        text.Append("        ").Append(Send(shape, method, own + "request")).Append(";\n    }\n");
    }

    /// <summary>What the names of parameters and locals begin with: no type parameter does.</summary>
    private static string OwnPrefix(INamedTypeSymbol type, IMethodSymbol method)
    {
        var prefix = "_";
        while (type.TypeParameters.Concat(method.TypeParameters).Any(p => p.Name.StartsWith(prefix, System.StringComparison.Ordinal))) prefix += "_";
        return prefix;
    }

    private static string Send(ReturnShape shape, IMethodSymbol method, string request)
    {
        var result = (method.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault()?.Full();
        return shape switch
        {
            ReturnShape.Void => $"base.Invoke({request})",
            ReturnShape.Task => $"return base.InvokeAsync({request}).AsTask()",
            ReturnShape.TaskOf => $"return base.InvokeAsync<{result}>({request}).AsTask()",
            ReturnShape.ValueTask => $"return base.InvokeAsync({request})",
            ReturnShape.ValueTaskOf => $"return base.InvokeAsync<{result}>({request})",
            _ => $"return {request}.InitializeRequest(this)",
        };
    }
}
