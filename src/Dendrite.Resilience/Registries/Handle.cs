using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Resilience.Registries;

/// <summary>
/// What is registered under a key, looked up at each use: it may be taken before anything is registered, and follows
/// every swap however it was obtained. Reading it is one read of memory. Any thread may use it.
/// </summary>
/// <typeparam name="T">What the caller takes it for.</typeparam>
public sealed class Handle<T>
{
    private readonly Slot _slot;

    internal Handle(Slot slot) => _slot = slot;

    /// <summary>The key.</summary>
    public string Key => _slot.Key;

    /// <summary>Whether something is registered that is a <typeparamref name="T"/>.</summary>
    public bool IsRegistered => _slot.Value is T;

    /// <summary>What is registered now.</summary>
    /// <exception cref="NotRegisteredException">Nothing is.</exception>
    /// <exception cref="InvalidCastException">What is registered is no <typeparamref name="T"/>.</exception>
    public T Value
    {
        get
        {
            var value = _slot.Required;
            return value is T typed ? typed : throw new InvalidCastException($"The key \"{Key}\" holds a {value.GetType()}, not a {typeof(T)}.");
        }
    }

    /// <summary>What is registered now, if anything.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        if (_slot.Value is T typed)
        {
            value = typed;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>What is registered now, as text; says so where nothing is.</summary>
    public override string ToString() => _slot.Value?.ToString() ?? $"(nothing registered under \"{Key}\")";
}
