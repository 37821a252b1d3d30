using System.Text;
using Microsoft.CodeAnalysis;

namespace Dendrite.Embedded.Generator;

/// <summary>Writes the class that carries one call of one method: arguments in, target set by the activation, result out.</summary>
internal static class InvokableWriter
{
    public static string Name(INamedTypeSymbol type, int index) => "Invokable_" + AssemblyModel.Identifier(type) + "_" + index;

    public static void Write(StringBuilder text, INamedTypeSymbol type, IMethodSymbol method, int index, KnownTypes names)
    {
        if (!ReferenceWriter.IsSupported(method)) return;
        var shape = ReferenceWriter.Shape(method);
        var name = Name(type, index);
        var full = name + type.Parameters(method);
        var owner = method.ContainingType.Full();
        text.Append("internal sealed class ").Append(full).Append(" : ").Append(BaseType(shape, method)).Append(type.Constraints(method)).Append("\n{\n");
        text.Append("    [global::System.ThreadStatic] private static ").Append(full).Append(" s_free;\n");
        text.Append("    private static global::System.Reflection.MethodInfo s_method;\n");
        foreach (var p in method.Parameters) text.Append("    public ").Append(p.Type.Full()).Append(" arg").Append(p.Ordinal).Append(";\n");
        text.Append("    private ").Append(owner).Append(" _target;\n");
        WriteRent(text, name, full, shape, method);
        text.Append("    public override object GetTarget() => _target;\n");
        WriteCancellation(text, method, owner);
        WriteArguments(text, method);
        text.Append("    public override string GetMethodName() => ").Append(Literal(MethodName(method))).Append(";\n");
        text.Append("    public override string GetInterfaceName() => ").Append(Literal(type.ToDisplayString())).Append(";\n");
        text.Append("    public override string GetActivityName() => ").Append(Literal(type.Name + "/" + method.Name)).Append(";\n");
        text.Append("    public override global::System.Type GetInterfaceType() => typeof(").Append(type.Full()).Append(");\n");
        WriteMethodInfo(text, method, owner);
        if (Timeout(type, method) is { } timeout)
            text.Append("    private static readonly global::System.TimeSpan s_timeout = global::System.TimeSpan.Parse(").Append(Literal(timeout)).Append(", global::System.Globalization.CultureInfo.InvariantCulture);\n")
                .Append("    public override global::System.TimeSpan? GetDefaultResponseTimeout() => s_timeout;\n");
        text.Append("    protected override ").Append(shape == ReturnShape.AsyncEnumerable ? method.ReturnType.Full() : shape == ReturnShape.Void ? "void" : method.ReturnType.Full())
            .Append(" InvokeInner() => _target.@").Append(method.Name).Append(method.Parameters()).Append('(')
            .Append(string.Join(", ", method.Parameters.Select(p => "arg" + p.Ordinal))).Append(");\n");
        text.Append("}\n");
    }

    private static void WriteMethodInfo(StringBuilder text, IMethodSymbol method, string owner)
    {
        var types = method.Parameters.Length == 0 ? "global::System.Type.EmptyTypes" : "new global::System.Type[] { " + string.Join(", ", method.Parameters.Select(p => "typeof(" + p.Type.Full() + ")")) + " }";
        text.Append("    public override global::System.Reflection.MethodInfo GetMethod() => s_method ??= ");
        if (method.IsGenericMethod)
        {
            text.Append("global::System.Linq.Enumerable.First(global::System.Linq.Enumerable.Select(global::System.Linq.Enumerable.Where(typeof(").Append(owner).Append(").GetMethods(), m => m.Name == ")
                .Append(Literal(method.Name)).Append(" && m.IsGenericMethodDefinition && m.GetGenericArguments().Length == ").Append(method.TypeParameters.Length)
                .Append("), m => m.MakeGenericMethod(").Append(string.Join(", ", method.TypeParameters.Select(p => "typeof(" + p.Name + ")")))
                .Append(")), m => global::System.Linq.Enumerable.SequenceEqual(global::System.Linq.Enumerable.Select(m.GetParameters(), p => p.ParameterType), ").Append(types).Append("));\n");
        }
        else
        {
            text.Append("typeof(").Append(owner).Append(").GetMethod(").Append(Literal(method.Name)).Append(", ").Append(types).Append(");\n");
        }
    }

    private static void WriteRent(StringBuilder text, string name, string full, ReturnShape shape, IMethodSymbol method)
    {
        text.Append("    private ").Append(name).Append("()\n    {\n");
        foreach (var (attribute, option) in new[] { ("ReadOnlyAttribute", "ReadOnly"), ("AlwaysInterleaveAttribute", "AlwaysInterleave"), ("OneWayAttribute", "OneWay") })
        {
            if (KnownTypes.Has(method, attribute)) text.Append("        AddInvokeMethodOptions(global::Orleans.CodeGeneration.InvokeMethodOptions.").Append(option).Append(");\n");
        }
        text.Append("    }\n");
        text.Append("    public static ").Append(full).Append(" Rent()\n    {\n        var free = s_free;\n        if (free is null) return new ").Append(full)
            .Append("();\n        s_free = null;\n        return free;\n    }\n");
        text.Append("    public override void Dispose()\n    {\n        _target = null;\n");
        foreach (var p in method.Parameters) text.Append("        arg").Append(p.Ordinal).Append(" = default;\n");
        if (method.Parameters.Any(IsCancellation)) text.Append("        _cancellation?.Dispose();\n        _cancellation = null;\n");
        if (shape != ReturnShape.AsyncEnumerable) text.Append("        s_free = this;\n");
        text.Append("    }\n");
    }

    private static void WriteCancellation(StringBuilder text, IMethodSymbol method, string owner)
    {
        var token = method.Parameters.LastOrDefault(IsCancellation);
        text.Append("    public override void SetTarget(global::Orleans.Serialization.Invocation.ITargetHolder holder)\n    {\n        _target = (")
            .Append(owner).Append(")holder.GetTarget();\n");
        if (token is null)
        {
            text.Append("    }\n");
            return;
        }
        var arg = "arg" + token.Ordinal;
        text.Append("        if (").Append(arg).Append(".CanBeCanceled)\n        {\n            _cancellation = new global::System.Threading.CancellationTokenSource();\n            ")
            .Append(arg).Append(" = _cancellation.Token;\n        }\n    }\n");
        text.Append("    private global::System.Threading.CancellationTokenSource _cancellation;\n");
        text.Append("    public override bool IsCancellable => true;\n");
        text.Append("    public override global::System.Threading.CancellationToken GetCancellationToken() => ").Append(arg).Append(";\n");
        text.Append("    public override bool TryCancel()\n    {\n        _cancellation?.Cancel();\n        return _cancellation is not null;\n    }\n");
    }

    private static void WriteArguments(StringBuilder text, IMethodSymbol method)
    {
        if (method.Parameters.Length == 0) return;
        text.Append("    public override int GetArgumentCount() => ").Append(method.Parameters.Length).Append(";\n");
        text.Append("    public override object GetArgument(int index) => index switch { ");
        foreach (var p in method.Parameters) text.Append(p.Ordinal).Append(" => arg").Append(p.Ordinal).Append(", ");
        text.Append("_ => throw new global::System.ArgumentOutOfRangeException(nameof(index)) };\n");
        text.Append("    public override void SetArgument(int index, object value)\n    {\n        switch (index)\n        {\n");
        foreach (var p in method.Parameters)
            text.Append("            case ").Append(p.Ordinal).Append(": arg").Append(p.Ordinal).Append(" = (").Append(p.Type.Full()).Append(")value; return;\n");
        text.Append("            default: throw new global::System.ArgumentOutOfRangeException(nameof(index));\n        }\n    }\n");
    }

    private static string BaseType(ReturnShape shape, IMethodSymbol method)
    {
        var result = (method.ReturnType as INamedTypeSymbol)?.TypeArguments.FirstOrDefault()?.Full();
        return "global::Orleans.Runtime." + shape switch
        {
            ReturnShape.Void => "VoidRequest",
            ReturnShape.Task => "TaskRequest",
            ReturnShape.TaskOf => $"TaskRequest<{result}>",
            ReturnShape.ValueTask => "Request",
            ReturnShape.ValueTaskOf => $"Request<{result}>",
            _ => $"AsyncEnumerableRequest<{result}>",
        };
    }

    public static bool IsCancellation(IParameterSymbol p) => p.Type.ToDisplayString() == "System.Threading.CancellationToken";

    private static string MethodName(IMethodSymbol method) => method.Name;

    private static string? Timeout(INamedTypeSymbol type, IMethodSymbol method) =>
        (KnownTypes.Attribute(method, "ResponseTimeoutAttribute") ?? KnownTypes.Attribute(type, "ResponseTimeoutAttribute"))?.ConstructorArguments.FirstOrDefault().Value as string;

    private static string Literal(string value) => "\"" + value.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
}
