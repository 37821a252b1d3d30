using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Collections.Specialized;

namespace Orleans.Serialization.Cloning;

internal sealed class DictionaryCopier<TKey, TValue> : FilledCopier<Dictionary<TKey, TValue>>
    where TKey : notnull
{
    protected override Dictionary<TKey, TValue> Make(Dictionary<TKey, TValue> input) => new(input.Count, input.Comparer);

    protected override void Fill(Dictionary<TKey, TValue> input, Dictionary<TKey, TValue> copy, CopyContext context)
    {
        foreach (var (key, value) in input) copy[context.DeepCopy(key)!] = context.DeepCopy(value)!;
    }
}

internal sealed class SortedDictionaryCopier<TKey, TValue> : FilledCopier<SortedDictionary<TKey, TValue>>
    where TKey : notnull
{
    protected override SortedDictionary<TKey, TValue> Make(SortedDictionary<TKey, TValue> input) => new(input.Comparer);

    protected override void Fill(SortedDictionary<TKey, TValue> input, SortedDictionary<TKey, TValue> copy, CopyContext context)
    {
        foreach (var (key, value) in input) copy[context.DeepCopy(key)!] = context.DeepCopy(value)!;
    }
}

internal sealed class SortedListCopier<TKey, TValue> : FilledCopier<SortedList<TKey, TValue>>
    where TKey : notnull
{
    protected override SortedList<TKey, TValue> Make(SortedList<TKey, TValue> input) => new(input.Count, input.Comparer);

    protected override void Fill(SortedList<TKey, TValue> input, SortedList<TKey, TValue> copy, CopyContext context)
    {
        foreach (var (key, value) in input) copy[context.DeepCopy(key)!] = context.DeepCopy(value)!;
    }
}

internal sealed class ConcurrentDictionaryCopier<TKey, TValue> : FilledCopier<ConcurrentDictionary<TKey, TValue>>
    where TKey : notnull
{
    protected override ConcurrentDictionary<TKey, TValue> Make(ConcurrentDictionary<TKey, TValue> input) => new(input.Comparer);

    protected override void Fill(ConcurrentDictionary<TKey, TValue> input, ConcurrentDictionary<TKey, TValue> copy, CopyContext context)
    {
        foreach (var (key, value) in input) copy[context.DeepCopy(key)!] = context.DeepCopy(value)!;
    }
}

internal sealed class ReadOnlyDictionaryCopier<TKey, TValue> : RebuiltCopier<ReadOnlyDictionary<TKey, TValue>>
    where TKey : notnull
{
    protected override ReadOnlyDictionary<TKey, TValue> Rebuild(ReadOnlyDictionary<TKey, TValue> input, CopyContext context) =>
        new(input.ToDictionary(p => context.DeepCopy(p.Key)!, p => context.DeepCopy(p.Value)!));
}

internal sealed class NameValueCollectionCopier : FilledCopier<NameValueCollection>
{
    protected override NameValueCollection Make(NameValueCollection input) => new(input.Count);

    protected override void Fill(NameValueCollection input, NameValueCollection copy, CopyContext context) => copy.Add(input);
}

internal sealed class KeyValuePairCopier<TKey, TValue> : IDeepCopier<KeyValuePair<TKey, TValue>>
{
    public KeyValuePair<TKey, TValue> DeepCopy(KeyValuePair<TKey, TValue> input, CopyContext context) =>
        new(context.DeepCopy(input.Key)!, context.DeepCopy(input.Value)!);
}
