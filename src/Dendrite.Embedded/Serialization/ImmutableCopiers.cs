using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Orleans.Serialization.Cloning;

// The collection never changes, but what it holds may: it is shared only where its items are.
internal sealed class ImmutableArrayCopier<T> : IDeepCopier<ImmutableArray<T>>
{
    public ImmutableArray<T> DeepCopy(ImmutableArray<T> input, CopyContext context) =>
        input.IsDefaultOrEmpty || CopyTraits<T>.IsShared ? input : [.. input.Select(i => context.DeepCopy(i)!)];
}

internal sealed class ImmutableListCopier<T> : RebuiltCopier<ImmutableList<T>>
{
    protected override ImmutableList<T> Rebuild(ImmutableList<T> input, CopyContext context) =>
        CopyTraits<T>.IsShared ? input : [.. input.Select(i => context.DeepCopy(i)!)];
}

internal sealed class ImmutableQueueCopier<T> : RebuiltCopier<ImmutableQueue<T>>
{
    protected override ImmutableQueue<T> Rebuild(ImmutableQueue<T> input, CopyContext context) =>
        CopyTraits<T>.IsShared ? input : [.. input.Select(i => context.DeepCopy(i)!)];
}

internal sealed class ImmutableStackCopier<T> : RebuiltCopier<ImmutableStack<T>>
{
    protected override ImmutableStack<T> Rebuild(ImmutableStack<T> input, CopyContext context) =>
        CopyTraits<T>.IsShared ? input : ImmutableStack.CreateRange(input.Reverse().Select(i => context.DeepCopy(i)!));
}

internal sealed class ImmutableHashSetCopier<T> : RebuiltCopier<ImmutableHashSet<T>>
{
    protected override ImmutableHashSet<T> Rebuild(ImmutableHashSet<T> input, CopyContext context) =>
        CopyTraits<T>.IsShared ? input : ImmutableHashSet.CreateRange(input.KeyComparer, input.Select(i => context.DeepCopy(i)!));
}

internal sealed class ImmutableSortedSetCopier<T> : RebuiltCopier<ImmutableSortedSet<T>>
{
    protected override ImmutableSortedSet<T> Rebuild(ImmutableSortedSet<T> input, CopyContext context) =>
        CopyTraits<T>.IsShared ? input : ImmutableSortedSet.CreateRange(input.KeyComparer, input.Select(i => context.DeepCopy(i)!));
}

internal sealed class ImmutableDictionaryCopier<TKey, TValue> : RebuiltCopier<ImmutableDictionary<TKey, TValue>>
    where TKey : notnull
{
    protected override ImmutableDictionary<TKey, TValue> Rebuild(ImmutableDictionary<TKey, TValue> input, CopyContext context) =>
        CopyTraits<TKey>.IsShared && CopyTraits<TValue>.IsShared
            ? input
            : input.ToImmutableDictionary(p => context.DeepCopy(p.Key)!, p => context.DeepCopy(p.Value)!, input.KeyComparer, input.ValueComparer);
}

internal sealed class ImmutableSortedDictionaryCopier<TKey, TValue> : RebuiltCopier<ImmutableSortedDictionary<TKey, TValue>>
    where TKey : notnull
{
    protected override ImmutableSortedDictionary<TKey, TValue> Rebuild(ImmutableSortedDictionary<TKey, TValue> input, CopyContext context) =>
        CopyTraits<TKey>.IsShared && CopyTraits<TValue>.IsShared
            ? input
            : input.ToImmutableSortedDictionary(p => context.DeepCopy(p.Key)!, p => context.DeepCopy(p.Value)!, input.KeyComparer, input.ValueComparer);
}

internal sealed class FrozenSetCopier<T> : RebuiltCopier<FrozenSet<T>>
{
    protected override FrozenSet<T> Rebuild(FrozenSet<T> input, CopyContext context) =>
        input.Count == 0 || CopyTraits<T>.IsShared ? input : input.Select(i => context.DeepCopy(i)!).ToFrozenSet(input.Comparer);
}

internal sealed class FrozenDictionaryCopier<TKey, TValue> : RebuiltCopier<FrozenDictionary<TKey, TValue>>
    where TKey : notnull
{
    protected override FrozenDictionary<TKey, TValue> Rebuild(FrozenDictionary<TKey, TValue> input, CopyContext context) =>
        input.Count == 0 || (CopyTraits<TKey>.IsShared && CopyTraits<TValue>.IsShared)
            ? input
            : input.ToFrozenDictionary(p => context.DeepCopy(p.Key)!, p => context.DeepCopy(p.Value)!, input.Comparer);
}
