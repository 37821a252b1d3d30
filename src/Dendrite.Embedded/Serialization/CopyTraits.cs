namespace Orleans.Serialization.Cloning;

/// <summary>What is known of a static type: whether its values are shared instead of copied.</summary>
internal static class CopyTraits<T>
{
    public static readonly bool IsShared = Shareable.Contains(typeof(T)) && (typeof(T).IsSealed || typeof(T).IsValueType);

    public static readonly IDeepCopier<T>? Copier = typeof(T).IsValueType && !IsShared ? Copiers.Get(typeof(T)) as IDeepCopier<T> : null;

    /// <summary>Copies a value of a type that nothing copies, where the static type is a collection interface.</summary>
    public static readonly IDeepCopier? Fallback = CopyFallback.Find(typeof(T));
}
