using System.Reflection;

namespace Dendrite.Contracts;

/// <summary>The public types and members of assemblies as text, one a line, in order.</summary>
public static class PublicSurface
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string[] Of(params Assembly[] assemblies) =>
        [.. assemblies.SelectMany(a => a.GetExportedTypes()).Where(t => !t.Namespace!.StartsWith("OrleansCodeGen", StringComparison.Ordinal)).SelectMany(Lines).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type)
    {
        var name = Name(type);
        yield return $"{Kind(type)} {name}";
        foreach (var member in type.GetMembers(Declared))
        {
            if (Line(type, member) is { } line) yield return $"{name}: {line}";
        }
    }

    private static string? Line(Type type, MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } c when IsVisible(c) && !type.IsAbstract => $"new({Parameters(c)})",
        ConstructorInfo { IsStatic: false } c when IsVisible(c) => $"protected new({Parameters(c)})",
        MethodInfo { IsSpecialName: false } m when IsVisible(m) && !IsOverride(m) && !m.Name.Contains('<', StringComparison.Ordinal) => $"{(m.IsStatic ? "static " : "")}{Name(m.ReturnType)} {m.Name}{Generic(m)}({Parameters(m)})",
        MethodInfo { IsSpecialName: true } m when m.Name.StartsWith("op_", StringComparison.Ordinal) => $"{m.Name}({Parameters(m)})",
        PropertyInfo p when (p.GetMethod is { } g && IsVisible(g)) || (p.SetMethod is { } s && IsVisible(s)) => $"{Name(p.PropertyType)} {p.Name} {{{(p.GetMethod is { } get && IsVisible(get) ? " get;" : "")}{(p.SetMethod is { } set && IsVisible(set) ? " set;" : "")} }}",
        FieldInfo f when (f.IsPublic || f.IsFamily) && !f.IsSpecialName => $"{Name(f.FieldType)} {f.Name}",
        EventInfo e => $"event {Name(e.EventHandlerType!)} {e.Name}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsOverride(MethodInfo method) => method.IsVirtual && method.GetBaseDefinition() != method;

    private static string Kind(Type type) => type switch
    {
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => Name(p.ParameterType)));

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";

    private static string Name(Type type)
    {
        if (type.IsGenericParameter) return type.Name;
        if (type.IsByRef) return "ref " + Name(type.GetElementType()!);
        if (type.IsArray) return Name(type.GetElementType()!) + "[]";
        if (!type.IsGenericType) return type.FullName!;
        var definition = type.GetGenericTypeDefinition().FullName!;
        return $"{definition[..definition.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
