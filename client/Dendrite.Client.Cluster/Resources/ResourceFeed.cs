using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Protocol;
using Orleans.Streams;

namespace Dendrite.Client.Cluster;

/// <summary>
/// One process's subscription to one resource: it subscribes to the stream first, then takes a lease, so nothing falls
/// between; it renews the lease; it hands each change to its listeners, made once for each format.
/// </summary>
internal sealed class ResourceFeed
{
    private readonly Lock _lock = new();
    private readonly List<ResourceListener> _listeners = [];
    private readonly IClusterClient _cluster;
    private readonly IResourceGrain _grain;
    private readonly TimeProvider _clock;
    private readonly Func<ResourceFeed, ResourceListener, Task> _release;
    private readonly Guid _id = Guid.NewGuid();

    private Task<StreamSubscriptionHandle<ResourceChanged>>? _subscription;
    private ITimer? _renewal;
    private Position _seen;
    private Position _promised;
    private bool _isStale;
    private bool _differed;
    private ResourceStep? _lastSnapshot;
    private bool _stopped;

    public ResourceFeed(IClusterClient cluster, ResourceKey key, TimeProvider clock, Func<ResourceFeed, ResourceListener, Task> release)
    {
        _cluster = cluster;
        _grain = cluster.GetResource(key);
        _clock = clock;
        _release = release;
        Key = key;
    }

    public ResourceKey Key { get; }

    public int ListenerCount
    {
        get
        {
            lock (_lock) return _listeners.Count;
        }
    }

    public ResourceListener Add(ResourceFormat format)
    {
        var listener = new ResourceListener(this, format);
        lock (_lock) _listeners.Add(listener);
        ListenerMetrics.Active.Add(1);
        return listener;
    }

    /// <summary>True when that was the last listener, and the feed is to be stopped.</summary>
    public bool Remove(ResourceListener listener)
    {
        lock (_lock)
        {
            if (!_listeners.Remove(listener)) return false;
            ListenerMetrics.Active.Add(-1);
            return _listeners.Count == 0;
        }
    }

    public Task ReleaseAsync(ResourceListener listener) => _release(this, listener);

    /// <summary>What a listener needs to start or to catch up; the lease is renewed on the way.</summary>
    public async Task<ListenGrant> JoinAsync(ResourceFormat format, Position? from, CancellationToken cancellationToken)
    {
        await SubscribeAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var grant = await _grain.ListenAsync(new ListenRequest(_id, FormatsInUse(), new JoinRequest(format, from)), cancellationToken).ConfigureAwait(false);
        lock (_lock)
        {
            if (_seen == default) (_seen, _isStale) = (grant.Position, grant.Staleness is not null);
            if (_renewal is null && !_stopped)
            {
                var period = grant.Lease / 3;
                _renewal = _clock.CreateTimer(static feed => _ = ((ResourceFeed)feed!).RenewAsync(), this, period, period);
            }
        }
        return grant;
    }

    /// <summary>The step of a snapshot, one object for all who join at the same position.</summary>
    public ResourceStep StepOf(ResourceSnapshot snapshot)
    {
        var last = _lastSnapshot;
        return last is not null && last.Position == snapshot.Position ? last : _lastSnapshot = ResourceStep.OfSnapshot(snapshot);
    }

    public void Beat()
    {
        var beat = new ResourceStep { Kind = StepKind.Heartbeat, Position = _seen };
        lock (_lock)
            foreach (var listener in _listeners) listener.OfferHeartbeat(beat);
    }

    public async Task StopAsync()
    {
        ResourceListener[] left;
        lock (_lock)
        {
            if (_stopped) return;
            _stopped = true;
            _renewal?.Dispose();
            left = [.. _listeners];
        }
        foreach (var listener in left) listener.Complete();
        try
        {
            if (_subscription is { } subscription)
            {
                var handle = await subscription.ConfigureAwait(false);
                await handle.UnsubscribeAsync().ConfigureAwait(false);
            }
            await _grain.CancelAsync(_id, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Out of reach: the resource forgets this feed when its lease ends.
            ListenerMetrics.AbandonedLeases.Add(1);
        }
    }

    private Task<StreamSubscriptionHandle<ResourceChanged>> SubscribeAsync()
    {
        lock (_lock)
        {
            // A failed subscription is tried again by the next listener.
            if (_subscription is null or { IsFaulted: true } or { IsCanceled: true })
                _subscription = _cluster.GetStreamProvider(DendriteStreams.ProviderName).GetResourceStream(Key).SubscribeAsync(OnNextAsync);
            return _subscription;
        }
    }

    private Task OnNextAsync(ResourceChanged change, StreamSequenceToken? token)
    {
        lock (_lock)
        {
            if (change.Kind == ChangeKind.Updated) _seen = change.Position;
            else _isStale = change.Kind == ChangeKind.Stale;
            ResourceFormat done = ResourceFormat.None;
            foreach (var first in _listeners)
            {
                if ((done & first.Format) != 0) continue;
                done |= first.Format;
                var step = ResourceStep.Of(change, first.Format);
                foreach (var listener in _listeners)
                    if (listener.Format == first.Format) listener.Offer(step);
            }
        }
        return Task.CompletedTask;
    }

    private async Task RenewAsync()
    {
        try
        {
            var grant = await _grain.ListenAsync(new ListenRequest(_id, FormatsInUse(), null), CancellationToken.None).ConfigureAwait(false);
            lock (_lock)
            {
                // The stream has had a whole renewal period to bring what was told last time. If it has not, it lost something.
                var (isBehind, isStale) = (_promised.Sequence > 0 && !_promised.IsAtOrBefore(_seen), grant.Staleness is not null);
                var differs = isStale != _isStale;
                if (isBehind) _seen = _promised;
                if (isBehind || (differs && _differed))
                {
                    (_isStale, differs) = (isStale, false);
                    foreach (var listener in _listeners) listener.Offer(null);
                }
                (_promised, _differed) = (grant.Position, differs);
            }
        }
        catch (Exception)
        {
            // The next period tries again; a lease lasts three of them, and a listener that missed updates catches up by position.
            ListenerMetrics.RenewalFailures.Add(1);
        }
    }

    private ResourceFormat FormatsInUse()
    {
        lock (_lock)
        {
            var formats = ResourceFormat.None;
            foreach (var listener in _listeners) formats |= listener.Format;
            return formats;
        }
    }
}
