using System.Collections.Concurrent;
using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>The resources that are active on this silo. Thread-safe.</summary>
internal sealed class LocalResources
{
    private readonly ConcurrentDictionary<ResourceGrain, byte> _active = new();

    /// <summary>Follows what is said of backends: an operator who resets a breaker means every resource of its backend, at once.</summary>
    public LocalResources(BackendGuards guards) => guards.Reset += Forgive;

    /// <summary>How many there are.</summary>
    public int Count => _active.Count;

    public void Add(ResourceGrain resource) => _active.TryAdd(resource, 0);

    public void Remove(ResourceGrain resource) => _active.TryRemove(resource, out _);

    /// <summary>Sends every resource that is here away; feeds open their watches again where it comes up next.</summary>
    public void LeaveAll(string why)
    {
        foreach (var resource in _active.Keys) resource.Leave(why);
    }

    private void Forgive(string backend)
    {
        foreach (var resource in _active.Keys) resource.Forgive(backend);
    }
}
