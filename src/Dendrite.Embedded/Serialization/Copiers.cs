using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using Orleans.Runtime;

namespace Orleans.Serialization.Cloning;

/// <summary>Finds the copier of a type: generated, by a surrogate, of a common collection, or none.</summary>
internal static class Copiers
{
    private static readonly ConcurrentDictionary<Type, IDeepCopier> Known = new();
    private static readonly SharingCopier Sharing = new();

    public static IDeepCopier Get(Type type) => Known.TryGetValue(type, out var copier) ? copier : Known.GetOrAdd(type, Find);

    /// <summary>Whether values of the type may cross a call at all.</summary>
    public static bool IsSupported(Type type) => Get(type) is not UnsupportedCopier;

    /// <summary>Further assemblies are known: what was not supported may be now.</summary>
    public static void Forget() => Known.Clear();

    private static IDeepCopier Find(Type type)
    {
        if (type == typeof(object) || Shareable.Contains(type) || IsWellKnownComparer(type)) return Sharing;
        if (GrainRegistry.Current.CopierOf(type) is IDeepCopier generated) return generated;
        if (type.IsDefined(typeof(ImmutableAttribute), inherit: false)) return Sharing;
        if (type.IsArray) return Make(type.IsSZArray ? typeof(ArrayCopier<>) : typeof(GridCopier<>), type.GetElementType()!);
        if (typeof(IAddressable).IsAssignableFrom(type)) return new AddressableCopier();
        if (GrainRegistry.Current.ConverterOf(type) is { } converter) return SurrogateCopiers.Create(type, converter);
        if (type == typeof(ArrayList)) return new ArrayListCopier();
        if (type == typeof(BitArray)) return new BitArrayCopier();
        if (type == typeof(NameValueCollection)) return new NameValueCollectionCopier();
        for (var t = type; t is not null; t = t.BaseType)
        {
            if (t.IsConstructedGenericType && CommonCollections.CopierOf(t.GetGenericTypeDefinition(), exact: t == type) is { } collection) return Make(collection, t.GenericTypeArguments);
        }
        if (CommonCollections.IsTuple(type)) return type.IsValueType ? new ValueTupleCopier(type) : new TupleCopier(type);
        return typeof(EndPoint).IsAssignableFrom(type) ? Sharing : new UnsupportedCopier(type);
    }

    /// <summary>Those of <see cref="StringComparer"/>, of classes that .NET doesn't show.</summary>
    private static bool IsWellKnownComparer(Type type) => typeof(StringComparer).IsAssignableFrom(type) && type.Assembly == typeof(StringComparer).Assembly;

    private static IDeepCopier Make(Type copier, params Type[] arguments) => (IDeepCopier)Activator.CreateInstance(copier.MakeGenericType(arguments))!;

    /// <summary>Says what is missing, when a value of the type is met.</summary>
    internal sealed class UnsupportedCopier(Type type) : IDeepCopier
    {
        public object? DeepCopy(object? input, CopyContext context) =>
            throw new CodecNotFoundException($"Could not find a copier for type {type}. {(type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)
                ? "Nothing could be made for it: its base must be marked with [GenerateSerializer] too, and it must not be private."
                : "Mark it with [GenerateSerializer] and its members with [Id].")}");
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
}
