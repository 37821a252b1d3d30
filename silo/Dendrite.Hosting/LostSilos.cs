using Dendrite.Client.Cluster;

namespace Dendrite.Hosting;

/// <summary>Once per silo: tells the feeds of this process which silos have left the cluster.</summary>
internal sealed class LostSilos(IClusterMembershipService membership, ResourceFeeds feeds) : SiloTask
{
    protected override async Task RunAsync(CancellationToken stopping)
    {
        var known = membership.CurrentSnapshot;
        await foreach (var now in membership.MembershipUpdates.WithCancellation(stopping))
        {
            // A silo that stops in order completes its watches itself.
            foreach (var member in now.CreateUpdate(known).Changes.Where(member => member.Status == SiloStatus.Dead)) feeds.SiloLost(member.SiloAddress);
            known = now;
        }
    }
}
