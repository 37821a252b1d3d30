namespace Orleans.Serialization.Cloning;

/// <summary>The interfaces of collections, and the class that stands for each where the value's own can't: it isn't copied, or a file doesn't name it.</summary>
internal static class CollectionInterfaces
{
    private static readonly Dictionary<Type, Type> Defaults = new()
    {
        [typeof(IEnumerable<>)] = typeof(List<>),
        [typeof(IReadOnlyCollection<>)] = typeof(List<>),
        [typeof(IReadOnlyList<>)] = typeof(List<>),
        [typeof(ICollection<>)] = typeof(List<>),
        [typeof(IList<>)] = typeof(List<>),
        [typeof(ISet<>)] = typeof(HashSet<>),
        [typeof(IReadOnlySet<>)] = typeof(HashSet<>),
        [typeof(IDictionary<,>)] = typeof(Dictionary<,>),
        [typeof(IReadOnlyDictionary<,>)] = typeof(Dictionary<,>),
    };

    public static Type? DefaultOf(Type type) =>
        type is { IsInterface: true, IsConstructedGenericType: true } && Defaults.TryGetValue(type.GetGenericTypeDefinition(), out var definition)
            ? definition.MakeGenericType(type.GenericTypeArguments)
            : null;
}
