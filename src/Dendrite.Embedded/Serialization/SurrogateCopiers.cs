namespace Orleans.Serialization.Cloning;

/// <summary>Copies a value by way of its surrogate.</summary>
internal static class SurrogateCopiers
{
    public static IDeepCopier Create(Type type, Type converter)
    {
        var surrogate = SurrogateOf(type, converter);
        return (IDeepCopier)Activator.CreateInstance(typeof(SurrogateCopier<,>).MakeGenericType(type, surrogate), Activator.CreateInstance(converter))!;
    }

    public static Type SurrogateOf(Type type, Type converter) =>
        converter.GetInterfaces().First(i => i.IsConstructedGenericType && i.GetGenericTypeDefinition() == typeof(IConverter<,>) && i.GenericTypeArguments[0] == type).GenericTypeArguments[1];

    private sealed class SurrogateCopier<T, TSurrogate>(IConverter<T, TSurrogate> converter) : IDeepCopier<T>
        where TSurrogate : struct
    {
        public T DeepCopy(T input, CopyContext context)
        {
            if (!typeof(T).IsValueType && context.TryGetCopy<object>(input, out var known)) return (T)known!;
            var surrogate = context.DeepCopy(converter.ConvertToSurrogate(in input));
            var copy = converter.ConvertFromSurrogate(in surrogate);
            if (!typeof(T).IsValueType) context.RecordCopy(input!, copy!);
            return copy;
        }
    }
}
