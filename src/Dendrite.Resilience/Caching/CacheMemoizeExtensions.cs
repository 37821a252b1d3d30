namespace Dendrite.Resilience.Caching;

/// <summary>
/// Turns functions into ones that remember. The key holds the function's name, or the delegate itself where no name is
/// given, and each argument under its parameter's name; <c>keyArguments</c> chooses which of them count, all where null.
/// </summary>
public static class CacheMemoizeExtensions
{
    /// <summary>Remembers what a function answered.</summary>
    public static Func<T> Memoize<T>(this Cache cache, Func<T> function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        var keys = new KeyMaker(function, name, null);
        return () => cache.Get(keys.Make(), function);
    }

    /// <summary>Remembers what a function answered.</summary>
    /// <exception cref="ArgumentException">A chosen argument is no parameter of the function.</exception>
    public static Func<T1, T> Memoize<T1, T>(this Cache cache, Func<T1, T> function, string? name = null, string[]? keyArguments = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        var keys = new KeyMaker(function, name, keyArguments);
        return first => cache.Get(keys.Make(first), () => function(first));
    }

    /// <inheritdoc cref="Memoize{T1, T}(Cache, Func{T1, T}, string, string[])"/>
    public static Func<T1, T2, T> Memoize<T1, T2, T>(this Cache cache, Func<T1, T2, T> function, string? name = null, string[]? keyArguments = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        var keys = new KeyMaker(function, name, keyArguments);
        return (first, second) => cache.Get(keys.Make(first, second), () => function(first, second));
    }

    /// <inheritdoc cref="Memoize{T1, T}(Cache, Func{T1, T}, string, string[])"/>
    public static Func<T1, T2, T3, T> Memoize<T1, T2, T3, T>(this Cache cache, Func<T1, T2, T3, T> function, string? name = null, string[]? keyArguments = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        var keys = new KeyMaker(function, name, keyArguments);
        return (first, second, third) => cache.Get(keys.Make(first, second, third), () => function(first, second, third));
    }

    /// <summary>Remembers what an asynchronous function answered.</summary>
    public static Func<CancellationToken, ValueTask<T>> MemoizeAsync<T>(this Cache cache, Func<CancellationToken, ValueTask<T>> function, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        var keys = new KeyMaker(function, name, null);
        return token => cache.GetAsync(keys.Make(), function, token);
    }

    /// <summary>Remembers what an asynchronous function answered.</summary>
    /// <exception cref="ArgumentException">A chosen argument is no parameter of the function.</exception>
    public static Func<T1, CancellationToken, ValueTask<T>> MemoizeAsync<T1, T>(
        this Cache cache, Func<T1, CancellationToken, ValueTask<T>> function, string? name = null, string[]? keyArguments = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        var keys = new KeyMaker(function, name, keyArguments);
        return (first, token) => cache.GetAsync(keys.Make(first), flight => function(first, flight), token);
    }

    /// <inheritdoc cref="MemoizeAsync{T1, T}(Cache, Func{T1, CancellationToken, ValueTask{T}}, string, string[])"/>
    public static Func<T1, T2, CancellationToken, ValueTask<T>> MemoizeAsync<T1, T2, T>(
        this Cache cache, Func<T1, T2, CancellationToken, ValueTask<T>> function, string? name = null, string[]? keyArguments = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        var keys = new KeyMaker(function, name, keyArguments);
        return (first, second, token) => cache.GetAsync(keys.Make(first, second), flight => function(first, second, flight), token);
    }
}
