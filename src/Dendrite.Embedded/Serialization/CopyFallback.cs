namespace Orleans.Serialization.Cloning;

/// <summary>
/// What becomes of a value whose own type can't be copied but which is passed as a collection interface, such as the result
/// of a query: a list, a set or a dictionary with the same items.
/// </summary>
internal static class CopyFallback
{
    public static IDeepCopier? Find(Type type)
    {
        if (CollectionInterfaces.DefaultOf(type) is not { } collection) return null;
        var fallback = collection.GenericTypeArguments is [var item]
            ? typeof(ItemsFallback<,>).MakeGenericType(collection, item)
            : typeof(DictionaryFallback<,>).MakeGenericType(collection.GenericTypeArguments);
        return (IDeepCopier)Activator.CreateInstance(fallback)!;
    }

    private sealed class ItemsFallback<TCollection, T> : IDeepCopier
        where TCollection : ICollection<T>, new()
    {
        public object? DeepCopy(object? input, CopyContext context)
        {
            if (context.TryGetCopy<object>(input, out var known)) return known;
            var copy = new TCollection();
            context.RecordCopy(input!, copy);
            foreach (var item in (IEnumerable<T>)input!) copy.Add(context.DeepCopy(item)!);
            return copy;
        }
    }

    private sealed class DictionaryFallback<TKey, TValue> : IDeepCopier
        where TKey : notnull
    {
        public object? DeepCopy(object? input, CopyContext context)
        {
            if (context.TryGetCopy<object>(input, out var known)) return known;
            var copy = new Dictionary<TKey, TValue>();
            context.RecordCopy(input!, copy);
            foreach (var (key, value) in (IEnumerable<KeyValuePair<TKey, TValue>>)input!) copy[context.DeepCopy(key)!] = context.DeepCopy(value)!;
            return copy;
        }
    }
}
