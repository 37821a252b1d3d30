using System.Reflection;
using System.Runtime.CompilerServices;

namespace Orleans.Serialization.Cloning;

/// <summary>Copies tuples of any length, the class and the struct: eight and more hold the rest in a tuple of their own.</summary>
internal sealed class TupleCopier(Type type) : IDeepCopier
{
    private readonly PropertyInfo[] _items = [.. Enumerable.Range(1, Math.Min(7, type.GenericTypeArguments.Length)).Select(i => type.GetProperty("Item" + i)!).Concat(type.GetProperty("Rest") is { } rest ? [rest] : [])];
    private readonly ConstructorInfo _make = type.GetConstructors()[0];

    public object? DeepCopy(object? input, CopyContext context)
    {
        if (context.TryGetCopy<object>(input, out var known)) return known;
        context.RecordCopy(input!, input!);
        var copy = _make.Invoke([.. _items.Select(i => context.DeepCopy(i.GetValue(input), i.PropertyType))]);
        context.RecordCopy(input!, copy);
        return copy;
    }
}

internal sealed class ValueTupleCopier(Type type) : IDeepCopier
{
    private readonly FieldInfo[] _items = type.GetFields();

    public object? DeepCopy(object? input, CopyContext context)
    {
        if (input is null) return null;
        var copy = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var item in _items) item.SetValue(copy, context.DeepCopy(item.GetValue(input), item.FieldType));
        return copy;
    }
}

internal sealed class PairTupleCopier<T1, T2> : IDeepCopier<(T1 First, T2 Second)>
{
    public (T1 First, T2 Second) DeepCopy((T1 First, T2 Second) input, CopyContext context) => (context.DeepCopy(input.First)!, context.DeepCopy(input.Second)!);
}

internal sealed class TripleTupleCopier<T1, T2, T3> : IDeepCopier<(T1 First, T2 Second, T3 Third)>
{
    public (T1 First, T2 Second, T3 Third) DeepCopy((T1 First, T2 Second, T3 Third) input, CopyContext context) =>
        (context.DeepCopy(input.First)!, context.DeepCopy(input.Second)!, context.DeepCopy(input.Third)!);
}
