using System.Collections.Concurrent;

namespace Dendrite.Grains.Resources;

/// <summary>The resources that are active on this silo. When it stops, their watches are ended first: open ones would hold up the deactivation.</summary>
internal sealed class LocalResources : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentDictionary<ResourceGrain, byte> _active = new();

    /// <summary>How many there are.</summary>
    public int Count => _active.Count;

    public void Add(ResourceGrain resource) => _active.TryAdd(resource, 0);

    public void Remove(ResourceGrain resource) => _active.TryRemove(resource, out _);

    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        // Above Active, so that it stops before the silo does.
        lifecycle.Subscribe(nameof(LocalResources), ServiceLifecycleStage.Active + 1, static _ => Task.CompletedTask, StopAsync);
    }

    private Task StopAsync(CancellationToken cancellationToken)
    {
        LeaveAll();
        return Task.CompletedTask;
    }

    /// <summary>Sends every resource that is here away; feeds open their watches again where it comes up next.</summary>
    public void LeaveAll()
    {
        foreach (var resource in _active.Keys) resource.Leave("The silo stops.");
    }
}
