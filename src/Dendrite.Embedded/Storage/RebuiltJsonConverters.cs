using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Orleans.Storage;

/// <summary>The collections that would not be read as they were written: some not at all, stacks upside down.</summary>
internal sealed class RebuiltJsonConverters : JsonConverterFactory
{
    private static readonly Dictionary<Type, string> Makers = new()
    {
        [typeof(ReadOnlyCollection<>)] = nameof(ReadOnlyList),
        [typeof(ReadOnlyDictionary<,>)] = nameof(ReadOnlyMap),
        [typeof(FrozenSet<>)] = nameof(FrozenItems),
        [typeof(FrozenDictionary<,>)] = nameof(FrozenMap),
        [typeof(ArraySegment<>)] = nameof(Segment),
        [typeof(Stack<>)] = nameof(Pile),
        [typeof(ImmutableStack<>)] = nameof(ImmutablePile),
    };

    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsConstructedGenericType && Makers.ContainsKey(typeToConvert.GetGenericTypeDefinition());

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)typeof(RebuiltJsonConverters).GetMethod(Makers[typeToConvert.GetGenericTypeDefinition()], BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(typeToConvert.GenericTypeArguments).Invoke(null, null)!;

    private static RebuiltJsonConverter<ReadOnlyCollection<T>, List<T>> ReadOnlyList<T>() => new(static all => [.. all], static kept => new(kept));

    private static RebuiltJsonConverter<ReadOnlyDictionary<TKey, TValue>, Dictionary<TKey, TValue>> ReadOnlyMap<TKey, TValue>()
        where TKey : notnull => new(static all => new(all), static kept => new(kept));

    private static RebuiltJsonConverter<FrozenSet<T>, List<T>> FrozenItems<T>() => new(static all => [.. all], static kept => kept.ToFrozenSet());

    private static RebuiltJsonConverter<FrozenDictionary<TKey, TValue>, Dictionary<TKey, TValue>> FrozenMap<TKey, TValue>()
        where TKey : notnull => new(static all => new(all), static kept => kept.ToFrozenDictionary());

    private static RebuiltJsonConverter<ArraySegment<T>, T[]> Segment<T>() => new(static all => [.. all], static kept => kept);

    /// <summary>From the bottom up, in which order they are pushed again.</summary>
    private static RebuiltJsonConverter<Stack<T>, List<T>> Pile<T>() => new(static all => [.. all.Reverse()], static kept => new(kept));

    private static RebuiltJsonConverter<ImmutableStack<T>, List<T>> ImmutablePile<T>() => new(static all => [.. all.Reverse()], static kept => [.. kept]);
}
