using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Resilience.Guards;

/// <summary>
/// Guards by name: whoever calls a backend by its name goes through the one guard of that name in this process. Any
/// thread may use it. It holds a bounded number, because names may come from outside.
/// </summary>
/// <param name="options">The options of a guard that is asked for by a new name; the defaults under that name where null.</param>
/// <param name="time">The clock of its guards; the system's where null.</param>
/// <param name="capacity">The most guards it makes. Default 10,000; at least 1.</param>
public sealed class GuardDirectory(Func<string, GuardOptions>? options = null, TimeProvider? time = null, int capacity = 10_000)
{
    private readonly ConcurrentDictionary<string, Guard> _guards = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly int _capacity = capacity >= 1 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "At least 1.");

    /// <summary>Raised once for each guard that is made, before anybody gets it. A handler must not throw, nor ask this directory.</summary>
    public event Action<Guard>? Added;

    /// <summary>The guards, in the order of their names.</summary>
    public IReadOnlyList<Guard> Guards => [.. _guards.Values.OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>The guard of this name; made when there was none.</summary>
    /// <exception cref="InvalidOperationException">There is none, and the directory is full.</exception>
    public Guard this[string name]
    {
        get
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            if (_guards.TryGetValue(name, out var guard)) return guard;
            lock (_lock)
            {
                if (_guards.TryGetValue(name, out guard)) return guard;
                if (_guards.Count >= _capacity) throw new InvalidOperationException($"The directory is full: it holds {_capacity} guards.");
                var declared = options?.Invoke(name).Copy() ?? new GuardOptions();
                declared.Name = name;
                guard = new Guard(declared, time);
                Added?.Invoke(guard);
                return _guards[name] = guard;
            }
        }
    }

    /// <summary>Finds a guard without making one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Guard? guard) => _guards.TryGetValue(name, out guard);

    /// <summary>Takes a guard out, to declare it anew on its next use. Calls that run in it end in it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string name) => _guards.TryRemove(name, out _);
}
