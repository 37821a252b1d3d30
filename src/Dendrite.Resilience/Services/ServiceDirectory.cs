using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Resilience.Services;

/// <summary>
/// Services by name: whoever calls a backend by its name goes through the one service of that name in this process. Any
/// thread may use it. It holds a bounded number, because names may come from outside.
/// </summary>
/// <param name="options">The options of a service that is asked for by a new name; the defaults under that name where null.</param>
/// <param name="time">The clock of its services; the system's where null.</param>
/// <param name="capacity">The most services it makes. Default 10,000; at least 1.</param>
public sealed class ServiceDirectory(Func<string, ServiceOptions>? options = null, TimeProvider? time = null, int capacity = 10_000)
{
    private readonly ConcurrentDictionary<string, Service> _services = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Raised once for each service that is made, before anybody gets it. A handler must not throw, nor ask this directory.</summary>
    public event Action<Service>? Added;

    /// <summary>The services, in the order of their names.</summary>
    public IReadOnlyList<Service> Services => [.. _services.Values.OrderBy(s => s.Name, StringComparer.Ordinal)];

    /// <summary>The service of this name; made when there was none.</summary>
    /// <exception cref="InvalidOperationException">There is none, and the directory is full.</exception>
    public Service this[string name]
    {
        get
        {
            if (_services.TryGetValue(name, out var service)) return service;
            lock (_lock)
            {
                if (_services.TryGetValue(name, out service)) return service;
                if (_services.Count >= capacity) throw new InvalidOperationException($"The directory is full: it holds {capacity} services.");
                var declared = options?.Invoke(name).Copy() ?? new ServiceOptions();
                declared.Name = name;
                service = new Service(declared, time);
                Added?.Invoke(service);
                return _services[name] = service;
            }
        }
    }

    /// <summary>Finds a service without making one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out Service? service) => _services.TryGetValue(name, out service);

    /// <summary>Takes a service out, to declare it anew on its next use. Calls that run in it end in it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string name) => _services.TryRemove(name, out _);
}
