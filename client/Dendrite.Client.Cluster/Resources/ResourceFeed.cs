using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>
/// One process's watch of one resource: it hands each change to its listeners, made once for each format. When the watch
/// ends, or is cut because nothing can come by it any more, it is opened again, and every listener catches up by its position.
/// </summary>
internal sealed partial class ResourceFeed : IAsyncDisposable, IPulsed
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPauseOfAMove = TimeSpan.FromMilliseconds(160);

    /// <summary>How long a resource may take to become active: its state is read.</summary>
    private static readonly TimeSpan OpeningLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long a resource that is watched may take to say what was missed.</summary>
    private static readonly TimeSpan JoiningLimit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly List<ResourceListener> _listeners = [];
    private readonly Dictionary<(ResourceFormat, Position?, TimeSpan?), Task<ListenGrant>> _joining = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly IResourceGrain _grain;
    private readonly TimeProvider _clock;
    private readonly SiloPulses _pulses;
    private readonly Func<ResourceFeed, ResourceListener, Task> _release;
    private readonly Guid _watch = Guid.NewGuid();
    private readonly WatchOutage _outage = new();

    private TaskCompletionSource _opened = NewGate();
    private TaskCompletionSource _cut = NewGate();
    private ClusterException? _cutBecause;
    private DendriteException? _untold;
    private ITimer? _patience;
    private long _heard;
    private Task? _watching;
    private Position _seen;
    private ResourceStep? _lastSnapshot;

    public ResourceFeed(IClusterClient cluster, ResourceKey key, TimeProvider clock, SiloPulses pulses, Func<ResourceFeed, ResourceListener, Task> release)
    {
        _grain = cluster.GetResource(key);
        _clock = clock;
        _pulses = pulses;
        _release = release;
        Key = key;
    }

    public ResourceKey Key { get; }

    public long Heard => Volatile.Read(ref _heard);

    public int ListenerCount
    {
        get
        {
            lock (_lock) return _listeners.Count;
        }
    }

    public IReadOnlyList<ListenerReading> ListListeners()
    {
        lock (_lock) return [.. _listeners.Where(listener => listener.Disconnected is null).Select(listener => new ListenerReading(listener.Id, listener.Format, listener.Since, listener.Peer))];
    }

    /// <summary>Ends the listener of that number; false where there is none.</summary>
    public bool Disconnect(long id, string why)
    {
        ResourceListener? listener;
        lock (_lock) listener = _listeners.Find(l => l.Id == id && l.Disconnected is null);
        listener?.Disconnect(new DisconnectedException(why));
        return listener is not null;
    }

    public ResourceListener Add(ResourceFormat format, TimeSpan? maxAge, long id)
    {
        var listener = new ResourceListener(this, format, maxAge, id, _clock);
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
            if (_listeners.Count == 0) return true;
        }
        // What it wished costs the backend requests; a silo that does not hear of it hears with the next watch.
        if (listener.MaxAge is not null) _grain.AdjustAsync(Wanted(), _stopping.Token).Ignore();
        return false;
    }

    public Task ReleaseAsync(ResourceListener listener) => _release(this, listener);

    public Task<SiloAddress> PulseAsync() => _grain.PulseAsync();

    public void Cut(ClusterException? why)
    {
        lock (_lock)
        {
            _cutBecause = why;
            _cut.TrySetResult();
        }
    }

    /// <summary>What a listener needs to start or to catch up. Asked once for all who need the same at the same time.</summary>
    /// <exception cref="ClusterException">The cluster does not answer for now.</exception>
    public async Task<ListenGrant> JoinAsync(ResourceFormat format, Position? from, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        Task<ListenGrant>? joining;
        lock (_lock)
        {
            _watching ??= Task.Run(WatchAsync, CancellationToken.None);
            if (!_joining.TryGetValue((format, from, maxAge), out joining)) _joining.Add((format, from, maxAge), joining = JoinOnceAsync(format, from, maxAge, _opened.Task));
        }
        return await joining.WaitAsync(cancellationToken).ConfigureAwait(false);
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

    /// <summary>Ends the watch and all listeners that are left.</summary>
    public async ValueTask DisposeAsync()
    {
        ResourceListener[] left;
        Task? watching;
        lock (_lock) (left, watching) = ([.. _listeners], _watching);
        foreach (var listener in left) listener.Complete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (watching is not null) await watching.ConfigureAwait(false);
        if (_patience is not null) await _patience.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="format">The format of those who join.</param>
    /// <param name="from">Where they are.</param>
    /// <param name="maxAge">How old the document may be for them.</param>
    /// <param name="opened">
    /// The gate of the watch that runs as they come, taken in one turn with its start: a resource that refuses at once has closed it by the
    /// time that they wait, and the next gate opens with the next watch only.
    /// </param>
    private async Task<ListenGrant> JoinOnceAsync(ResourceFormat format, Position? from, TimeSpan? maxAge, Task opened)
    {
        // Off the caller's lock.
        await Task.Yield();
        try
        {
            return await ClusterFaults.TellAsync(async () =>
            {
                await opened.WaitAsync(_stopping.Token).ConfigureAwait(false);
                var asked = _grain.JoinAsync(Wanted(), new JoinRequest(format, from, maxAge), _stopping.Token);
                asked.Ignore();
                // One that went to a silo that has just been lost would hold its listeners, who hear of nothing meanwhile, for the response time-out.
                return await asked.WaitAsync(JoiningLimit, _clock, _stopping.Token).ConfigureAwait(false);
            }).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock) _joining.Remove((format, from, maxAge));
        }
    }

    private void Tell(ResourceChanged change)
    {
        lock (_lock)
        {
            if (change.Kind == ChangeKind.Updated) _seen = change.Position;
            var done = ResourceFormat.None;
            foreach (var first in _listeners)
            {
                if ((done & first.Format) != 0) continue;
                done |= first.Format;
                var step = ResourceStep.Of(change, first.Format);
                foreach (var listener in _listeners)
                    if (listener.Format == first.Format) listener.Offer(step);
            }
        }
    }

    /// <summary>What the listeners want together.</summary>
    private WatchRequest Wanted()
    {
        lock (_lock)
        {
            var formats = ResourceFormat.None;
            SortedSet<TimeSpan>? ages = null;
            foreach (var listener in _listeners)
            {
                formats |= listener.Format;
                if (listener.MaxAge is { } age) (ages ??= []).Add(age);
            }
            return new WatchRequest(Key, _watch, formats, ages is null ? null : [.. ages]);
        }
    }
}
