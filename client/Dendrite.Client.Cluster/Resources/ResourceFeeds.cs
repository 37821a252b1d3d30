using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>
/// The feeds of one process: however many listen here to one resource, the process holds one subscription and one lease.
/// Safe for use by many threads at once.
/// </summary>
public sealed class ResourceFeeds : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ResourceKey, ResourceFeed> _feeds = [];
    private readonly IClusterClient _cluster;
    private readonly TimeProvider _clock;
    private readonly SiloPulses _pulses;
    private long _lastListener;

    /// <summary>Listens through a client of a cluster, or within a silo.</summary>
    public ResourceFeeds(IClusterClient cluster, TimeProvider clock)
    {
        _cluster = cluster;
        _clock = clock;
        _pulses = new SiloPulses(clock);
    }

    /// <summary>How many resources this process listens to at the moment.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _feeds.Count;
        }
    }

    /// <summary>The resources that this process listens to at the moment, in no order, and how many listen to each.</summary>
    public IReadOnlyList<(ResourceKey Key, int Listeners)> List()
    {
        return [.. All().Select(feed => (feed.Key, feed.ListenerCount))];
    }

    /// <summary>Who listens to a resource through this process, in the order in which they came; empty where nobody does.</summary>
    public IReadOnlyList<ListenerReading> ListListeners(ResourceKey key)
    {
        return Find(key)?.ListListeners() ?? [];
    }

    /// <summary>Ends one listener of this process: what it reads ends with a <see cref="DisconnectedException"/>. False where there is none of that number.</summary>
    public bool Disconnect(ResourceKey key, long listener, string why)
    {
        return Find(key)?.Disconnect(listener, why) ?? false;
    }

    /// <summary>
    /// Starts to listen. When this returns, the listener's start (a snapshot, or the updates after <paramref name="from"/>) is
    /// settled and nothing after it will be missed. Dispose the listener to stop.
    /// </summary>
    /// <param name="key">The resource.</param>
    /// <param name="format">The form of the updates.</param>
    /// <param name="from">The position that the caller is at; null where it has nothing yet.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <param name="maxAge">The age that the document is to stay below; where it does not, the listener is told <c>stale</c> with the code <see cref="DendriteErrorCode.TooOld"/>. Null for none.</param>
    /// <exception cref="InvalidRequestException">The key names no backend, or one that cannot be used this way.</exception>
    public async Task<ResourceListener> ListenAsync(ResourceKey key, ResourceFormat format, Position? from, CancellationToken cancellationToken, TimeSpan? maxAge = null)
    {
        ResourceListener listener;
        lock (_lock)
        {
            if (!_feeds.TryGetValue(key, out var feed)) _feeds.Add(key, feed = new ResourceFeed(_cluster, key, _clock, _pulses, Release));
            listener = feed.Add(format, maxAge, ++_lastListener);
        }
        try
        {
            await listener.StartAsync(from, cancellationToken).ConfigureAwait(false);
            return listener;
        }
        catch
        {
            await listener.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The document once; see <see cref="IResourceGrain.FetchAsync"/>.</summary>
    public Task<ResourceSnapshot> FetchAsync(ResourceKey key, CancellationToken cancellationToken) => ClusterFaults.TellAsync(() => _cluster.GetResource(key).FetchAsync(key, cancellationToken));

    /// <summary>The document once, confirmed within a time; see <see cref="IResourceGrain.FetchWithinAsync"/>.</summary>
    public Task<ResourceSnapshot> FetchAsync(ResourceKey key, TimeSpan maxAge, CancellationToken cancellationToken) => ClusterFaults.TellAsync(() => _cluster.GetResource(key).FetchWithinAsync(key, maxAge, cancellationToken));

    /// <summary>The document as it was; see <see cref="IResourceGrain.ReadAtAsync"/>.</summary>
    public Task<ResourceSnapshot> ReadAtAsync(ResourceKey key, Position? position, DateTimeOffset? time, CancellationToken cancellationToken) =>
        ClusterFaults.TellAsync(() => _cluster.GetResource(key).ReadAtAsync(key, position, time, cancellationToken));

    /// <summary>What a resource is doing; reading it changes nothing.</summary>
    public Task<ResourceStatus> ReadStatusAsync(ResourceKey key, CancellationToken cancellationToken) => ClusterFaults.TellAsync(() => _cluster.GetResource(key).GetStatusAsync(cancellationToken));

    /// <summary>A silo has left the cluster: what waits for it is asked for again elsewhere, at once. Called by the host, which knows the members.</summary>
    public void SiloLost(SiloAddress silo) => _pulses.Cut(silo);

    /// <summary>Some way into the cluster is gone, and nobody knows what came by it: everything is asked for again, at once.</summary>
    public void GatewayLost()
    {
        foreach (var feed in All()) feed.Cut(null);
    }

    /// <summary>Hands a heartbeat to every listener that has nothing else to read.</summary>
    public void Beat()
    {
        foreach (var feed in All()) feed.Beat();
    }

    /// <summary>Stops every feed; listeners end.</summary>
    public async ValueTask DisposeAsync()
    {
        ResourceFeed[] feeds;
        lock (_lock)
        {
            feeds = [.. _feeds.Values];
            _feeds.Clear();
        }
        foreach (var feed in feeds) await feed.DisposeAsync().ConfigureAwait(false);
        _pulses.Dispose();
    }

    /// <summary>Those that there are now; what is done to them is done without the lock.</summary>
    private ResourceFeed[] All()
    {
        lock (_lock) return [.. _feeds.Values];
    }

    private ResourceFeed? Find(ResourceKey key)
    {
        lock (_lock) return _feeds.GetValueOrDefault(key);
    }

    private Task Release(ResourceFeed feed, ResourceListener listener)
    {
        lock (_lock)
        {
            if (!feed.Remove(listener)) return Task.CompletedTask;
            // A listener that comes after this makes a feed of its own, so stopping needs no lock.
            if (_feeds.GetValueOrDefault(feed.Key) == feed) _feeds.Remove(feed.Key);
        }
        return feed.DisposeAsync().AsTask();
    }
}
