using Dendrite.Client.Cluster;
using Dendrite.Protocol;
using Dendrite.Testing;
using Orleans.TestingHost;
using Xunit.Abstractions;

namespace Dendrite.Resources;

/// <summary>What listeners are told when a silo goes. Each test loses silos, so each has a cluster of its own.</summary>
public sealed class SiloLossTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Resources = 12;
    private LiveCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await LiveCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>In order: the resources of the silo go on elsewhere with their history, so listeners get the next positions.</summary>
    [Fact]
    public async Task StoppedSilo_ItsResourcesMoveWithTheirHistory_AndNobodyNeedsASnapshot()
    {
        var logs = await ListenAsync(_cluster.Feeds);
        var within = await ListenAsync(_cluster.Of<ResourceFeeds>(_cluster.Silos[0]));
        await WaitAsync([.. logs, .. within], 5, "updates before");
        var hosts = await HostsAsync();
        var lost = hosts.First(host => host != _cluster.Silos[0]);
        var moved = hosts.Select((host, resource) => (host, resource)).Where(pair => pair.host == lost).Select(pair => pair.resource).ToArray();

        await _cluster.StopAsync(lost);

        await WaitAsync([.. logs, .. within], 10, "updates after");
        foreach (var log in logs.Concat(within))
        {
            log.AssertInOrder();
            Assert.True(log.Steps.Count(step => step.Kind == StepKind.Snapshot) == 1, $"A snapshot was needed: {log.Course()}");
            Assert.False(log.Steps.Any(step => step.Kind == StepKind.Stale), $"Somebody was told stale: {log.Course()}");
        }
        Soak.Say(output, $"{moved.Length} resources moved; longest silence {logs.Max(log => log.LongestSilence()).TotalMilliseconds:F0} ms outside, {within.Max(log => log.LongestSilence()).TotalMilliseconds:F0} ms inside.");

        // Each question brings an update but one that was under way. A resource on its way asked again and again with nothing in between: the silo
        // that stopped had no time left to move anything, half a minute long.
        foreach (var resource in moved)
        {
            var asked = _cluster.Source.Asked(resource);
            Assert.InRange(asked - logs[resource].Moves[^1].Position.Sequence, long.MinValue, 3);
        }

        // Whoever comes back from long before the move gets what it missed, not the whole document.
        foreach (var resource in moved)
        {
            var back = await _cluster.Feeds.ListenAsync(LiveCluster.KeyOf(resource), ResourceFormat.Patch, logs[resource].Moves[1].Position, CancellationToken.None);
            Assert.True(back.Missed.Count > 5, $"{back.Missed.Count} updates are at hand.");
            await back.DisposeAsync();
        }
        foreach (var log in logs.Concat(within)) await log.DisposeAsync();
    }

    /// <summary>Out of order: whoever listens goes on by position, from what was stored.</summary>
    [Fact]
    public async Task KilledSilo_ListenersOfItsResources_GoOnByPosition()
    {
        for (var kill = 0; kill < Soak.Count(1, 20); kill++)
        {
            if (kill > 0)
            {
                await _cluster.DisposeAsync();
                _cluster = await LiveCluster.StartAsync();
            }
            var logs = await ListenAsync(_cluster.Feeds);
            var within = await ListenAsync(_cluster.Of<ResourceFeeds>(_cluster.Silos[0]));
            await WaitAsync([.. logs, .. within], 5, "updates before");
            var hosts = await HostsAsync();
            // The first one keeps the members of the cluster.
            var lost = hosts.First(host => host != _cluster.Silos[0]);

            await _cluster.KillAsync(lost);

            await WaitAsync([.. logs, .. within], 10, "updates after");
            foreach (var log in logs.Concat(within)) log.AssertInOrder();
            // Where it took long, who waited was told; and whoever was told so hears that it is over.
            foreach (var log in logs.Concat(within))
            {
                var staleness = log.Steps.Where(step => step.Kind is StepKind.Stale or StepKind.Fresh).ToArray();
                if (log.LongestSilence() > TimeSpan.FromSeconds(4)) Assert.True(staleness.Any(step => step.Staleness?.Code == DendriteErrorCode.ClusterUnavailable), $"Silent for {log.LongestSilence()}, and told nothing: {log.Course()}");
                await log.UntilFreshAsync();
            }
            Soak.Say(output, $"kill {kill}: longest silence {logs.Max(log => log.LongestSilence()).TotalMilliseconds:F0} ms outside, {within.Max(log => log.LongestSilence()).TotalMilliseconds:F0} ms inside.");
            foreach (var log in logs.Concat(within)) await log.DisposeAsync();
        }
    }

    private async Task<List<SiloHandle>> HostsAsync()
    {
        var hosts = new List<SiloHandle>();
        for (var resource = 0; resource < Resources; resource++) hosts.Add(await _cluster.HostOfAsync(resource));
        return hosts;
    }

    private static async Task<StepLog[]> ListenAsync(ResourceFeeds feeds) =>
        await Task.WhenAll(Enumerable.Range(0, Resources).Select(resource => StepLog.StartAsync(feeds, LiveCluster.KeyOf(resource))));

    private static Task WaitAsync(StepLog[] logs, int count, string what) => Task.WhenAll(logs.Select(log => log.MoreAsync(count, what)));

}
