using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>
/// One process's watch of one resource: it hands each change to its listeners, made once for each format. When the watch
/// ends, or is cut because nothing can come by it any more, it is opened again, and every listener catches up by its position.
/// </summary>
internal sealed class ResourceFeed : IAsyncDisposable, IPulsed
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>How long a resource may take to become active: its state is read.</summary>
    private static readonly TimeSpan OpeningLimit = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly List<ResourceListener> _listeners = [];
    private readonly Dictionary<(ResourceFormat, Position?), Task<ListenGrant>> _joining = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly IResourceGrain _grain;
    private readonly TimeProvider _clock;
    private readonly SiloPulses _pulses;
    private readonly Func<ResourceFeed, ResourceListener, Task> _release;
    private readonly Guid _watch = Guid.NewGuid();

    private TaskCompletionSource _opened = NewGate();
    private TaskCompletionSource _cut = NewGate();
    private ClusterException? _cutBecause;
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

    public ResourceListener Add(ResourceFormat format, long id)
    {
        var listener = new ResourceListener(this, format, id, _clock);
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
    public async Task<ListenGrant> JoinAsync(ResourceFormat format, Position? from, CancellationToken cancellationToken)
    {
        Task<ListenGrant>? joining;
        lock (_lock)
        {
            _watching ??= Task.Run(WatchAsync, CancellationToken.None);
            if (!_joining.TryGetValue((format, from), out joining)) _joining.Add((format, from), joining = JoinOnceAsync(format, from, _opened.Task));
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
        _stopping.Dispose();
    }

    private static TaskCompletionSource NewGate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="format">The format of those who join.</param>
    /// <param name="from">Where they are.</param>
    /// <param name="opened">
    /// The gate of the watch that runs as they come, taken in one turn with its start: a resource that refuses at once has closed it by the
    /// time that they wait, and the next gate opens with the next watch only.
    /// </param>
    private async Task<ListenGrant> JoinOnceAsync(ResourceFormat format, Position? from, Task opened)
    {
        // Off the caller's lock.
        await Task.Yield();
        try
        {
            await opened.WaitAsync(_stopping.Token).ConfigureAwait(false);
            return await _grain.JoinAsync(new WatchRequest(Key, _watch, FormatsInUse()), new JoinRequest(format, from), _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (ClusterFaults.Of(e) is { } fault)
        {
            throw fault;
        }
        finally
        {
            lock (_lock) _joining.Remove((format, from));
        }
    }

    /// <summary>Watches until the feed is stopped, or until the resource refuses for good.</summary>
    private async Task WatchAsync()
    {
        var pause = ShortestPause;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var opened = await WatchOnceAsync().ConfigureAwait(false);
                Close(_cutBecause);
                if (opened) pause = ShortestPause;
            }
            catch (Exception) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (InvalidRequestException e)
            {
                Refuse(e);
                return;
            }
            catch (Exception e)
            {
                ListenerMetrics.WatchFailures.Add(1);
                Close(e as BusyException ?? (DendriteException?)ClusterFaults.Of(e) ?? new ClusterException("The watch of the resource failed."));
            }
            try
            {
                await Task.Delay(pause, _clock, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>One watch, until the resource ends it or it is cut. True where it was open.</summary>
    private async Task<bool> WatchOnceAsync()
    {
        Task cut;
        lock (_lock)
        {
            if (_cut.Task.IsCompleted) _cut = NewGate();
            (_cutBecause, cut) = (null, _cut.Task);
        }
        // Where the resource is, and whether the way to it is open: an enumeration would find out only by the response time-out.
        var asked = _grain.PulseAsync();
        asked.Ignore();
        await Task.WhenAny(asked, cut).WaitAsync(OpeningLimit, _clock, _stopping.Token).ConfigureAwait(false);
        if (!asked.IsCompleted) return false;
        var silo = await asked.ConfigureAwait(false);

        var isOpen = false;
        var changes = _grain.WatchAsync(new WatchRequest(Key, _watch, FormatsInUse()), CancellationToken.None).GetAsyncEnumerator(_stopping.Token);
        var moving = Task.FromResult(false);
        _pulses.Add(silo, this);
        try
        {
            while (true)
            {
                moving = changes.MoveNextAsync().AsTask();
                if (!moving.IsCompleted) await Task.WhenAny(moving, cut).ConfigureAwait(false);
                if (!moving.IsCompleted || !await moving.ConfigureAwait(false)) return isOpen;
                Volatile.Write(ref _heard, _clock.GetTimestamp());
                var change = changes.Current;
                if (change.Kind == ChangeKind.Opened) Open(change.Position);
                else Tell(change);
                isOpen = true;
            }
        }
        finally
        {
            _pulses.Remove(silo, this);
            var ending = EndAsync(changes, moving);
            // One that was cut may take as long as the response time-out.
            if (moving.IsCompleted) await ending.ConfigureAwait(false);
        }
    }

    /// <summary>Ends an enumeration. That it can't be ended where nobody answers is no news.</summary>
    private static async Task EndAsync(IAsyncEnumerator<ResourceChanged> changes, Task moving)
    {
        moving.Ignore();
        try
        {
            await changes.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (ClusterFaults.Of(e) is not null || e is OperationCanceledException)
        {
            ListenerMetrics.WatchFailures.Add(1);
        }
    }

    /// <summary>From here on nothing is missed; who listened before catches up with what happened in between.</summary>
    private void Open(Position position)
    {
        lock (_lock)
        {
            var isFirst = _seen == default;
            _seen = position;
            _opened.TrySetResult();
            if (!isFirst)
                foreach (var listener in _listeners) listener.Offer(null);
        }
    }

    /// <summary>The watch has ended: in order where the resource goes elsewhere, else with why the document may be out of date.</summary>
    private void Close(DendriteException? why)
    {
        lock (_lock)
        {
            Shut(why);
            if (why is null) return;
            var now = _clock.GetUtcNow();
            var step = ResourceStep.OfStaleness(_seen, new Staleness(why.Code, why.Message, null, now, 1, now + LongestPause));
            foreach (var listener in _listeners) listener.Offer(step);
        }
    }

    private void Refuse(InvalidRequestException why)
    {
        lock (_lock)
        {
            Shut(why);
            foreach (var listener in _listeners) listener.Offer(null);
            // Who comes later asks again: the configuration may have changed.
            _watching = null;
        }
    }

    /// <summary>Who waits to join is told why it can't; who comes later waits for the next watch. Under the lock.</summary>
    private void Shut(DendriteException? why)
    {
        if (why is not null && _opened.TrySetException(why)) _ = _opened.Task.Exception; // Observed, also where nobody waits.
        if (_opened.Task.IsCompleted) _opened = NewGate();
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
