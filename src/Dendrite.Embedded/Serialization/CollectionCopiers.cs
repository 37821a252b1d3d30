using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Orleans.Serialization.Cloning;

internal sealed class ArrayCopier<T> : IDeepCopier<T[]>
{
    public T[] DeepCopy(T[] input, CopyContext context)
    {
        if (context.TryGetCopy<T[]>(input, out var known)) return known!;
        var copy = (T[])input.Clone();
        context.RecordCopy(input, copy);
        if (CopyTraits<T>.IsShared) return copy;
        for (var i = 0; i < copy.Length; i++) copy[i] = context.DeepCopy(copy[i])!;
        return copy;
    }
}

internal sealed class ShallowArrayCopier<T> : IDeepCopier
{
    public object? DeepCopy(object? input, CopyContext context) => (input as Array)?.Clone();
}

internal sealed class ListCopier<T> : IDeepCopier<List<T>>
{
    public List<T> DeepCopy(List<T> input, CopyContext context)
    {
        if (context.TryGetCopy<List<T>>(input, out var known)) return known!;
        var copy = new List<T>(input.Count);
        context.RecordCopy(input, copy);
        foreach (var item in input) copy.Add(context.DeepCopy(item)!);
        return copy;
    }
}

internal sealed class DictionaryCopier<TKey, TValue> : IDeepCopier<Dictionary<TKey, TValue>>
    where TKey : notnull
{
    public Dictionary<TKey, TValue> DeepCopy(Dictionary<TKey, TValue> input, CopyContext context)
    {
        if (context.TryGetCopy<Dictionary<TKey, TValue>>(input, out var known)) return known!;
        var copy = new Dictionary<TKey, TValue>(input.Count, input.Comparer);
        context.RecordCopy(input, copy);
        foreach (var (key, value) in input) copy[context.DeepCopy(key)!] = context.DeepCopy(value)!;
        return copy;
    }
}

internal sealed class SortedDictionaryCopier<TKey, TValue> : IDeepCopier<SortedDictionary<TKey, TValue>>
    where TKey : notnull
{
    public SortedDictionary<TKey, TValue> DeepCopy(SortedDictionary<TKey, TValue> input, CopyContext context)
    {
        if (context.TryGetCopy<SortedDictionary<TKey, TValue>>(input, out var known)) return known!;
        var copy = new SortedDictionary<TKey, TValue>(input.Comparer);
        context.RecordCopy(input, copy);
        foreach (var (key, value) in input) copy[context.DeepCopy(key)!] = context.DeepCopy(value)!;
        return copy;
    }
}

internal sealed class HashSetCopier<T> : IDeepCopier<HashSet<T>>
{
    public HashSet<T> DeepCopy(HashSet<T> input, CopyContext context)
    {
        if (context.TryGetCopy<HashSet<T>>(input, out var known)) return known!;
        var copy = new HashSet<T>(input.Count, input.Comparer);
        context.RecordCopy(input, copy);
        foreach (var item in input) copy.Add(context.DeepCopy(item)!);
        return copy;
    }
}

internal sealed class QueueCopier<T> : IDeepCopier<Queue<T>>
{
    public Queue<T> DeepCopy(Queue<T> input, CopyContext context) => new(input.Select(i => context.DeepCopy(i)!));
}

internal sealed class StackCopier<T> : IDeepCopier<Stack<T>>
{
    public Stack<T> DeepCopy(Stack<T> input, CopyContext context) => new(input.Reverse().Select(i => context.DeepCopy(i)!));
}

internal sealed class KeyValuePairCopier<TKey, TValue> : IDeepCopier<KeyValuePair<TKey, TValue>>
{
    public KeyValuePair<TKey, TValue> DeepCopy(KeyValuePair<TKey, TValue> input, CopyContext context) =>
        new(context.DeepCopy(input.Key)!, context.DeepCopy(input.Value)!);
}

internal sealed class ImmutableArrayCopier<T> : IDeepCopier<ImmutableArray<T>>
{
    public ImmutableArray<T> DeepCopy(ImmutableArray<T> input, CopyContext context) =>
        input.IsDefault || CopyTraits<T>.IsShared ? input : [.. input.Select(i => context.DeepCopy(i)!)];
}

internal sealed class TupleCopier : IDeepCopier
{
    public object? DeepCopy(object? input, CopyContext context)
    {
        if (input is not ITuple tuple) return input;
        var items = new object?[tuple.Length];
        for (var i = 0; i < items.Length; i++) items[i] = context.DeepCopy(tuple[i]);
        return Activator.CreateInstance(input.GetType(), items);
    }
}
