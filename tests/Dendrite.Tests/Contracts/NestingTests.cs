using System.Reflection;
using Dendrite.Contracts.Resources;
using Dendrite.Grains.Resources;
using Dendrite.Protocol;

namespace Dendrite.Contracts;

/// <summary>
/// Serialization follows what is nested call by call: an argument that may be nested without end ends the process. None can be: what
/// crosses a grain call has a depth that its types bound, and documents cross as bytes.
/// </summary>
public sealed class NestingTests
{
    private static readonly Assembly[] Ours = [typeof(ResourceKey).Assembly, typeof(StorageNames).Assembly, typeof(Utf8Json).Assembly];

    [Fact]
    public void WhatCrossesAGrainCall_IsNotNestedInItself()
    {
        Type[] roots = [.. GrainMethods().SelectMany(method => method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType)).Distinct()];
        Assert.NotEmpty(roots);
        foreach (var root in roots) Walk(root, []);
    }

    [Fact]
    public void Walk_OfANestedType_Fails() => Assert.Throws<InvalidOperationException>(() => Walk(typeof(Nested), []));

    private static IEnumerable<MethodInfo> GrainMethods() =>
        typeof(ResourceKey).Assembly.GetExportedTypes().Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type)).SelectMany(type => type.GetMethods());

    private static void Walk(Type type, Stack<Type> above)
    {
        if (type == typeof(object) || type.FullName?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true) throw new InvalidOperationException($"{string.Join(" > ", above.Reverse())} holds {type}, which may hold anything.");
        if (type.HasElementType) Walk(type.GetElementType()!, above);
        foreach (var argument in type.GenericTypeArguments) Walk(argument, above);
        if ((!Ours.Contains(type.Assembly) && type != typeof(Nested)) || type.IsEnum || type == typeof(Utf8Json)) return;
        if (above.Contains(type)) throw new InvalidOperationException($"{string.Join(" > ", above.Reverse())} holds {type} again.");
        above.Push(type);
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)) Walk(field.FieldType, above);
        above.Pop();
    }

    private sealed record Nested(IReadOnlyList<Nested> Inner);
}
