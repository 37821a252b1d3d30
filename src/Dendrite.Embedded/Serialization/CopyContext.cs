using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Orleans.Serialization.Cloning;

/// <summary>One copying of one graph: an object that is met twice is copied once.</summary>
public sealed class CopyContext : IDisposable
{
    private readonly Action<CopyContext> _onDisposed;
    private Dictionary<object, object>? _copies;

    internal CopyContext(Action<CopyContext> onDisposed) => _onDisposed = onDisposed;

    public bool TryGetCopy<T>(object? original, out T? result)
        where T : class
    {
        if (original is null)
        {
            result = null;
            return true;
        }
        if (_copies is { Count: > 0 } && _copies.TryGetValue(original, out var copy))
        {
            result = copy as T;
            return true;
        }
        result = null;
        return false;
    }

    public void RecordCopy(object original, object copy) => (_copies ??= new(ReferenceEqualityComparer.Instance))[original] = copy;

    public void Reset() => _copies?.Clear();

    [return: NotNullIfNotNull(nameof(value))]
    public T? DeepCopy<T>(T? value)
    {
        if (value is null || CopyTraits<T>.IsShared) return value;
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new InvalidOperationException($"A {value.GetType()} is nested too deeply to be copied.");
        if (typeof(T).IsValueType && CopyTraits<T>.Copier is { } typed) return typed.DeepCopy(value, this);
        var copier = Copiers.Get(value.GetType());
        if (copier is Copiers.UnsupportedCopier) copier = CopyTraits<T>.Fallback ?? copier;
        var copy = copier.DeepCopy(value, this);
        return copy is T typedCopy ? typedCopy : (T)As(copy, typeof(T))!;
    }

    /// <summary>The copy of what is held as a value of the type.</summary>
    internal object? DeepCopy(object? value, Type declared) => As(DeepCopy(value), declared);

    /// <summary>A grain that passes itself passes a reference, and that is of the interface which the parameter or member names.</summary>
    private static object? As(object? copy, Type declared) =>
        copy is GrainReference reference && !declared.IsInstanceOfType(reference) ? reference.Shared.CallRuntime.Factory.Cast(reference, declared) : copy;

    public void Dispose()
    {
        Reset();
        _onDisposed(this);
    }
}
