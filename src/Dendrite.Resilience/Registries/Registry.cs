using System.Collections.Concurrent;
using System.Reflection;

namespace Dendrite.Resilience.Registries;

/// <summary>
/// Things by key, resolved at the moment of use: code names a key, set-up code decides what it stands for, and may change
/// its mind while the program runs. Each registry stands alone; there is no global one. Any thread may use it.
/// </summary>
/// <param name="capacity">The most keys, registered or only asked for. Default 10,000; at least 1.</param>
public sealed class Registry(int capacity = 10_000)
{
    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly int _capacity = capacity >= 1 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "At least 1.");

    /// <summary>Raised after each swap, outside of the lock. A handler must not throw.</summary>
    public event Action<RegistryChange>? Changed;

    /// <summary>The keys that something is registered under, in order.</summary>
    public IReadOnlyList<string> Keys => [.. _slots.Values.Where(s => s.Value is not null).Select(s => s.Key).Order(StringComparer.Ordinal)];

    /// <summary>Registers something, in place of what was there. Every handle of the key follows.</summary>
    /// <exception cref="InvalidOperationException">The registry is full.</exception>
    public void Set(string key, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Swap([new(key, value)]);
    }

    /// <summary>Takes something out. Handles of the key then throw until something is registered again.</summary>
    /// <returns>Whether there was something.</returns>
    public bool Remove(string key)
    {
        if (!_slots.TryGetValue(key, out var slot) || slot.Value is null) return false;
        Swap([new(key, null)]);
        return true;
    }

    /// <summary>A handle of a key, registered or not.</summary>
    /// <exception cref="InvalidOperationException">The key is new and the registry is full.</exception>
    public Handle<T> Get<T>(string key) => new(SlotOf(key));

    /// <summary>
    /// An object that is a <typeparamref name="T"/> and hands each call on to what is registered at that moment.
    /// Comparing and hashing are handed on too.
    /// </summary>
    /// <typeparam name="T">An interface.</typeparam>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is no interface.</exception>
    public T Proxy<T>(string key) where T : class
    {
        if (!typeof(T).IsInterface) throw new ArgumentException($"{typeof(T)} is no interface; use Get<T> or Dynamic.");
        var proxy = DispatchProxy.Create<T, LateBoundProxy>();
        ((LateBoundProxy)(object)proxy).Bind(SlotOf(key));
        return proxy;
    }

    /// <summary>
    /// An object for <c>dynamic</c> code, that does whatever what is registered at that moment does: members, calls, items,
    /// operators, comparisons, conversions, iteration, hashing.
    /// </summary>
    public dynamic Dynamic(string key) => new LateBoundObject(SlotOf(key));

    /// <summary>Makes several swaps as one: no other swap comes in between, and events follow when all are made.</summary>
    internal void Swap(IReadOnlyList<KeyValuePair<string, object?>> swaps)
    {
        var changes = new List<RegistryChange>(swaps.Count);
        lock (_lock)
        {
            var slots = swaps.Select(s => SlotOf(s.Key)).ToArray();
            for (var i = 0; i < slots.Length; i++)
            {
                var (before, after) = (slots[i].Value, swaps[i].Value);
                if (ReferenceEquals(before, after)) continue;
                slots[i].Set(after);
                changes.Add(new(slots[i].Key, before, after));
            }
        }
        foreach (var change in changes) Changed?.Invoke(change);
    }

    private Slot SlotOf(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        if (_slots.TryGetValue(key, out var slot)) return slot;
        lock (_lock)
        {
            if (_slots.TryGetValue(key, out slot)) return slot;
            if (_slots.Count >= _capacity) throw new InvalidOperationException($"The registry is full: it holds {_capacity} keys.");
            return _slots[key] = new Slot(key);
        }
    }
}
