using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Resilience.Breakers;

/// <summary>
/// Breakers by name, so that one place can list and switch them: features, expensive calls, services. Any thread may
/// use it. It holds a bounded number, because names may come from outside.
/// </summary>
/// <param name="template">The options of a breaker that is asked for by a new name; Hystrix's defaults where null.</param>
/// <param name="time">The clock of its breakers; the system's where null.</param>
/// <param name="capacity">The most breakers it makes. Default 10,000; at least 1.</param>
public sealed class BreakerSwitchboard(BreakerOptions? template = null, TimeProvider? time = null, int capacity = 10_000)
{
    private readonly ConcurrentDictionary<string, Breaker> _breakers = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly int _capacity = capacity >= 1 ? capacity : throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "At least 1.");

    /// <summary>The breakers, in the order of their names.</summary>
    public IReadOnlyList<Breaker> Breakers => [.. _breakers.Values.OrderBy(b => b.Name, StringComparer.Ordinal)];

    /// <summary>The breaker of this name; made, closed, when there was none.</summary>
    /// <exception cref="InvalidOperationException">There is none, and the switchboard is full.</exception>
    public Breaker this[string name]
    {
        get
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            if (_breakers.TryGetValue(name, out var breaker)) return breaker;
            lock (_lock)
            {
                if (_breakers.TryGetValue(name, out breaker)) return breaker;
                if (_breakers.Count >= _capacity) throw new InvalidOperationException($"The switchboard is full: it holds {_capacity} breakers.");
                var options = template?.Copy() ?? new BreakerOptions();
                options.Name = name;
                return _breakers[name] = new Breaker(options, time);
            }
        }
    }

    /// <summary>Finds a breaker without making one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Breaker? breaker) => _breakers.TryGetValue(name, out breaker);

    /// <summary>Whether a feature is on: its breaker lets calls through, or there is none.</summary>
    public bool IsOn(string name) => !_breakers.TryGetValue(name, out var breaker) || breaker.IsClosed;
}
