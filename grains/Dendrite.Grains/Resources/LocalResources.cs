using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>The resources that are active on this silo, within its limits. Thread-safe.</summary>
internal sealed class LocalResources
{
    private readonly Lock _lock = new();
    private readonly ResourceLimits _limits;
    private readonly ResourceBudget<ResourceGrain> _budget;

    /// <summary>Follows what is said of backends: an operator who resets a breaker means every resource of its backend, at once.</summary>
    public LocalResources(ResourceLimits limits, BackendGuards guards)
    {
        (_limits, _budget) = (limits, new ResourceBudget<ResourceGrain>(limits));
        guards.Reset += Forgive;
    }

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _budget.Count;
        }
    }

    /// <summary>They themselves, in no order.</summary>
    public IReadOnlyList<ResourceGrain> All
    {
        get
        {
            lock (_lock) return [.. _budget.All];
        }
    }

    /// <summary>Lets one in.</summary>
    /// <exception cref="BusyException">What is listened to leaves no place.</exception>
    public void Admit(ResourceGrain resource)
    {
        bool isIn;
        IReadOnlyList<ResourceGrain> leaving;
        lock (_lock) isIn = _budget.TryAdmit(resource, out leaving);
        Shed(leaving);
        if (isIn) return;
        ResourceMetrics.Refused.Add(1);
        throw new BusyException($"The silo has as many resources that are listened to as it may hold: {_limits.MaxResources} of them, or {_limits.MaxDocumentBytes} bytes of documents.");
    }

    /// <summary>One that is in has this document now, and this use.</summary>
    public void Note(ResourceGrain resource, long bytes, ResourceUse use)
    {
        IReadOnlyList<ResourceGrain> leaving;
        lock (_lock) leaving = _budget.Note(resource, bytes, use);
        Shed(leaving);
    }

    /// <summary>One has left.</summary>
    public void Remove(ResourceGrain resource)
    {
        lock (_lock) _budget.Remove(resource);
    }

    /// <summary>Sends every resource that is here away; feeds open their watches again where it comes up next.</summary>
    public void LeaveAll(string why)
    {
        foreach (var resource in All) resource.Leave(why);
    }

    /// <summary>A backend has told of a change on these paths; how many of the resources here, of every scope, are polled for it.</summary>
    public int Tell(string backend, IReadOnlyList<PokePattern> patterns) =>
        All.Count(resource => resource.Tell(backend, path => patterns.Any(pattern => pattern.Matches(path))));

    private static void Shed(IReadOnlyList<ResourceGrain> leaving)
    {
        if (leaving.Count > 0) ResourceMetrics.Shed.Add(leaving.Count);
        foreach (var resource in leaving) resource.Leave("The silo holds as many resources as it may.");
    }

    private void Forgive(string backend)
    {
        foreach (var resource in All) resource.Forgive(backend);
    }
}
