using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Orleans.Serialization.Cloning;

/// <summary>Finds the copier of a type: generated, of a common collection, or none.</summary>
internal static class Copiers
{
    private static readonly ConcurrentDictionary<Type, IDeepCopier> Known = new();
    private static readonly SharingCopier Sharing = new();

    private static readonly Dictionary<Type, Type> Collections = new()
    {
        [typeof(List<>)] = typeof(ListCopier<>),
        [typeof(Dictionary<,>)] = typeof(DictionaryCopier<,>),
        [typeof(HashSet<>)] = typeof(HashSetCopier<>),
        [typeof(Queue<>)] = typeof(QueueCopier<>),
        [typeof(Stack<>)] = typeof(StackCopier<>),
        [typeof(SortedDictionary<,>)] = typeof(SortedDictionaryCopier<,>),
        [typeof(KeyValuePair<,>)] = typeof(KeyValuePairCopier<,>),
        [typeof(ImmutableArray<>)] = typeof(ImmutableArrayCopier<>),
    };

    public static IDeepCopier Get(Type type) => Known.TryGetValue(type, out var copier) ? copier : Known.GetOrAdd(type, Find);

    /// <summary>Whether values of the type may cross a call at all.</summary>
    public static bool IsSupported(Type type) => Get(type) is not UnsupportedCopier;

    private static IDeepCopier Find(Type type)
    {
        if (Shareable.Contains(type)) return Sharing;
        if (GrainRegistry.Current.CopierOf(type) is IDeepCopier generated) return generated;
        if (type.IsArray) return (IDeepCopier)Activator.CreateInstance((type.GetArrayRank() == 1 ? typeof(ArrayCopier<>) : typeof(ShallowArrayCopier<>)).MakeGenericType(type.GetElementType()!))!;
        if (typeof(IAddressable).IsAssignableFrom(type)) return new AddressableCopier();
        if (type.IsConstructedGenericType)
        {
            var definition = type.GetGenericTypeDefinition();
            if (Collections.TryGetValue(definition, out var collection)) return (IDeepCopier)Activator.CreateInstance(collection.MakeGenericType(type.GenericTypeArguments))!;
            if (typeof(ITuple).IsAssignableFrom(type)) return new TupleCopier();
            if (type.Namespace is "System.Collections.Immutable" or "System.Collections.Frozen" || definition == typeof(ReadOnlyMemory<>) || definition == typeof(Memory<>)) return Sharing;
        }
        if (type.Namespace is { } space && (space == "System" || space.StartsWith("System.", StringComparison.Ordinal))) return Sharing;
        return new UnsupportedCopier(type);
    }

    private sealed class SharingCopier : IDeepCopier
    {
        public object? DeepCopy(object? input, CopyContext context) => input;
    }

    private sealed class AddressableCopier : IDeepCopier
    {
        public object? DeepCopy(object? input, CopyContext context) => input switch
        {
            null => null,
            GrainReference => input,
            IGrainBase grain => grain.GrainContext.GrainReference,
            IGrainObserver observer => throw new NotSupportedException($"IGrainObserver parameters must be GrainReference or Grain and cannot be type {observer.GetType()}. Did you forget to CreateObjectReference?"),
            _ => input,
        };
    }

    private sealed class UnsupportedCopier(Type type) : IDeepCopier
    {
        public object? DeepCopy(object? input, CopyContext context) =>
            throw new CodecNotFoundException($"Could not find a copier for type {type}. Mark it with [GenerateSerializer] and its members with [Id].");
    }
}
