using Dendrite.Grains.Resources;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dendrite.Hosting;

/// <summary>
/// Once per silo: when it stops, its resources leave first, while it still answers: to the other silos with their history, or, where there
/// are none, to storage. Nothing migrates by itself at a shutdown, and an open watch would hold up the deactivation of its resource.
/// </summary>
internal sealed partial class ResourceDrain(LocalResources resources, ISiloStatusOracle silos, IOptions<HostOptions> host, ILogger<ResourceDrain> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        // Above Active, so that it stops before the silo does.
        lifecycle.Subscribe(nameof(ResourceDrain), ServiceLifecycleStage.Active + 1, static _ => Task.CompletedTask, StopAsync);
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        SiloAddress[] others = [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Where(silo => !silo.Equals(silos.SiloAddress))];
        if (others.Length == 0)
        {
            resources.LeaveAll("The silo stops.");
            return;
        }
        try
        {
            var moves = resources.All.Select((resource, index) => resource.MoveAsync(others[index % others.Length], cancellationToken));
            await Task.WhenAll(moves).WaitAsync(host.Value.ShutdownTimeout / 2, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            LogLeft(logger, resources.Count);
        }
    }

    [LoggerMessage(EventIds.ResourcesNotMoved, LogLevel.Warning, "The silo stops before {Count} of its resources have moved; they come up elsewhere from storage, without their history.")]
    private static partial void LogLeft(ILogger logger, int count);
}
