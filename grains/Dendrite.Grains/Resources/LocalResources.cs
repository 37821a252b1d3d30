using System.Collections.Concurrent;

namespace Dendrite.Grains.Resources;

/// <summary>The resources that are active on this silo. Thread-safe.</summary>
internal sealed class LocalResources
{
    private readonly ConcurrentDictionary<ResourceGrain, byte> _active = new();

    /// <summary>How many there are.</summary>
    public int Count => _active.Count;

    /// <summary>They themselves, in no order.</summary>
    public IEnumerable<ResourceGrain> All => _active.Keys;

    public void Add(ResourceGrain resource) => _active.TryAdd(resource, 0);

    public void Remove(ResourceGrain resource) => _active.TryRemove(resource, out _);

    /// <summary>Sends every resource that is here away; feeds open their watches again where it comes up next.</summary>
    public void LeaveAll(string why)
    {
        foreach (var resource in _active.Keys) resource.Leave(why);
    }
}
