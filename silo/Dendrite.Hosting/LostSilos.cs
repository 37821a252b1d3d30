using Dendrite.Client.Cluster;

namespace Dendrite.Hosting;

/// <summary>Once per silo: tells the feeds of this process which silos have left the cluster.</summary>
internal sealed class LostSilos(IClusterMembershipService membership, ResourceFeeds feeds) : ILifecycleParticipant<ISiloLifecycle>, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _following = Task.CompletedTask;

    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(LostSilos), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    public void Dispose() => _stopping.Dispose();

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _following = Task.Run(FollowAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _following;
    }

    private async Task FollowAsync()
    {
        var known = membership.CurrentSnapshot;
        try
        {
            await foreach (var now in membership.MembershipUpdates.WithCancellation(_stopping.Token))
            {
                // A silo that stops in order completes its watches itself.
                foreach (var member in now.CreateUpdate(known).Changes.Where(member => member.Status == SiloStatus.Dead)) feeds.SiloLost(member.SiloAddress);
                known = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The silo stops.
        }
    }
}
