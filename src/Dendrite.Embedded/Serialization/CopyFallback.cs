namespace Orleans.Serialization.Cloning;

/// <summary>
/// What becomes of a value whose own type can't be copied but which is passed as a collection interface, such as the result
/// of a query: a list, a set or a dictionary with the same items.
/// </summary>
internal static class CopyFallback
{
    private static readonly Dictionary<Type, Type> Interfaces = new()
    {
        [typeof(IEnumerable<>)] = typeof(ListFallback<>),
        [typeof(IReadOnlyCollection<>)] = typeof(ListFallback<>),
        [typeof(IReadOnlyList<>)] = typeof(ListFallback<>),
        [typeof(ICollection<>)] = typeof(ListFallback<>),
        [typeof(IList<>)] = typeof(ListFallback<>),
        [typeof(ISet<>)] = typeof(SetFallback<>),
        [typeof(IReadOnlySet<>)] = typeof(SetFallback<>),
        [typeof(IDictionary<,>)] = typeof(DictionaryFallback<,>),
        [typeof(IReadOnlyDictionary<,>)] = typeof(DictionaryFallback<,>),
    };

    public static IDeepCopier? Find(Type type) =>
        type.IsInterface && type.IsConstructedGenericType && Interfaces.TryGetValue(type.GetGenericTypeDefinition(), out var fallback)
            ? (IDeepCopier)Activator.CreateInstance(fallback.MakeGenericType(type.GenericTypeArguments))!
            : null;

    private sealed class ListFallback<T> : IDeepCopier
    {
        public object? DeepCopy(object? input, CopyContext context)
        {
            if (context.TryGetCopy<object>(input, out var known)) return known;
            var copy = new List<T>();
            context.RecordCopy(input!, copy);
            foreach (var item in (IEnumerable<T>)input!) copy.Add(context.DeepCopy(item)!);
            return copy;
        }
    }

    private sealed class SetFallback<T> : IDeepCopier
    {
        public object? DeepCopy(object? input, CopyContext context)
        {
            if (context.TryGetCopy<object>(input, out var known)) return known;
            var copy = new HashSet<T>();
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
