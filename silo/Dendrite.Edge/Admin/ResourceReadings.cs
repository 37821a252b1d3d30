using Dendrite.Client.Cluster;

namespace Dendrite.Edge.Admin;

/// <summary>Reads the resources that this process listens to. Reading changes nothing.</summary>
internal sealed class ResourceReadings(ResourceFeeds feeds)
{
    /// <summary>More are counted but not read one by one.</summary>
    public const int Most = 200;

    /// <summary>The resources with the most listeners, at most <see cref="Most"/>, in the order of their keys.</summary>
    public async Task<IReadOnlyList<ResourceReading>> ReadAsync(CancellationToken cancellationToken)
    {
        var most = feeds.List().OrderByDescending(f => f.Listeners).ThenBy(f => f.Key.Address, StringComparer.Ordinal).Take(Most)
            .OrderBy(f => f.Key.Address, StringComparer.Ordinal);
        return await Task.WhenAll(most.Select(async feed =>
            new ResourceReading(feed.Key, feed.Listeners, await feeds.ReadStatusAsync(feed.Key, cancellationToken))));
    }
}
