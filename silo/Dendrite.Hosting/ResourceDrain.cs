using Dendrite.Grains.Resources;

namespace Dendrite.Hosting;

/// <summary>Once per silo: when it stops, its resources leave first, while it still answers. An open watch would hold up the deactivation of its resource.</summary>
internal sealed class ResourceDrain(LocalResources resources) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        // Above Active, so that it stops before the silo does.
        lifecycle.Subscribe(nameof(ResourceDrain), ServiceLifecycleStage.Active + 1, static _ => Task.CompletedTask, StopAsync);
    }

    private Task StopAsync(CancellationToken cancellationToken)
    {
        resources.LeaveAll("The silo stops.");
        return Task.CompletedTask;
    }
}
