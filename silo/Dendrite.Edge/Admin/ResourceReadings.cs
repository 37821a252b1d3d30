using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Edge.Resources;

namespace Dendrite.Edge.Admin;

/// <summary>Reads the resources that this process listens to. Reading changes nothing.</summary>
internal sealed class ResourceReadings(ResourceFeeds feeds, Deliveries deliveries, TimeProvider clock)
{
    /// <summary>More are counted but not read one by one.</summary>
    public const int Most = 200;

    private readonly Lock _measuring = new();
    private readonly PollRates _rates = new();

    /// <summary>The resources with the most listeners, at most <see cref="Most"/>, in the order of their keys.</summary>
    public async Task<IReadOnlyList<ResourceReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var most = feeds.List().OrderByDescending(f => f.Listeners).ThenBy(f => f.Key.Address, StringComparer.Ordinal).Take(Most)
            .OrderBy(f => f.Key.Address, StringComparer.Ordinal);
        return Measure(await Task.WhenAll(most.Select(async feed => (feed.Key, feed.Listeners, Status: await feeds.ReadStatusAsync(feed.Key, cancellationToken)))));
    }

    private ResourceReading[] Measure((ResourceKey Key, int Listeners, ResourceStatus Status)[] resources)
    {
        var now = clock.GetUtcNow();
        lock (_measuring)
        {
            _rates.Retain(resources.Select(resource => resource.Key).ToHashSet());
            return [.. resources.Select(resource =>
            {
                var (updates, bytes) = deliveries.Of(resource.Key);
                return new ResourceReading(resource.Key, resource.Listeners, resource.Status, updates, bytes, _rates.PerMinute(resource.Key, resource.Status.Polls, now));
            })];
        }
    }
}
