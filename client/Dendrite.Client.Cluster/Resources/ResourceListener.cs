using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>
/// One subscription to a resource in one format. It yields a start, then steps one position apart; what cannot be applied
/// is never yielded: after a gap, an overflow or a new epoch comes a snapshot.
/// </summary>
/// <remarks>
/// Its queue holds <see cref="QueueCapacity"/> steps. A listener that lags further loses them all for one snapshot, which is
/// counted in <c>dendrite.listener.overflows</c>; no other listener waits for it. One reader at a time.
/// </remarks>
public sealed class ResourceListener : IAsyncDisposable
{
    /// <summary>How many steps may wait for a slow reader.</summary>
    public const int QueueCapacity = 64;

    private readonly Channel<ResourceStep> _queue = Channel.CreateBounded<ResourceStep>(
        new BoundedChannelOptions(QueueCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private static readonly ResourceStep Nothing = new() { Kind = StepKind.Heartbeat, Position = default };

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly ResourceFeed _feed;
    private readonly TimeProvider _clock;
    private ListenGrant? _start;
    private Position? _at;
    private bool _mayBeStale;
    private Staleness? _told;
    private DateTimeOffset? _behindSince;
    private volatile Lag _lag;
    private volatile ResourceStep? _away;
    private volatile bool _completed;
    private int _disposed;
    private int _isRead;
    private volatile DisconnectedException? _disconnected;

    internal ResourceListener(ResourceFeed feed, ResourceFormat format, TimeSpan? maxAge, long id, TimeProvider clock)
    {
        MaxAge = maxAge;
        Id = id;
        Since = clock.GetUtcNow();
        _feed = feed;
        _clock = clock;
        Format = format;
    }

    private enum Lag
    {
        None,

        /// <summary>A step is missing; catch up from the position at hand.</summary>
        Gap,

        /// <summary>The reader is too slow; drop what waits and take a snapshot.</summary>
        Overflow,
    }

    /// <summary>Its number, given once in the life of the process.</summary>
    public long Id { get; }

    /// <summary>When it came.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>Who listens, for operators: the address and port of the other end, where an edge knows it.</summary>
    public string? Peer { get; set; }

    /// <summary>Called when an operator ends this listener, for a reader that is busy with something else. From any thread.</summary>
    public Action? Disconnecting { get; set; }

    /// <summary>Why an operator's command has ended it; null else.</summary>
    public DisconnectedException? Disconnected => _disconnected;

    /// <summary>The format that was asked for.</summary>
    public ResourceFormat Format { get; }

    /// <summary>The age that the document is to stay below; null for none.</summary>
    public TimeSpan? MaxAge { get; }

    /// <summary>The updates that it starts with, where history reached back to its position and some were missed.</summary>
    public IReadOnlyList<ResourceChanged> Missed => _start?.Missed ?? [];

    /// <summary>Yields steps until the listener is disposed or the process stops listening. A listener is read once.</summary>
    /// <exception cref="DisconnectedException">An operator has ended it.</exception>
    /// <exception cref="InvalidOperationException">It is being read, was read before, or has been disposed.</exception>
    public IAsyncEnumerable<ResourceStep> ReadAllAsync(CancellationToken cancellationToken = default)
    {
        if (_disposed != 0) throw new InvalidOperationException("The listener has been disposed, and each is used once; listen again.");
        if (Interlocked.Exchange(ref _isRead, 1) != 0) throw new InvalidOperationException("The listener was read before, and each is used once; listen again.");
        return new SingleUseListening<ResourceStep>(StepsAsync(cancellationToken), "listen again");
    }

    private async IAsyncEnumerable<ResourceStep> StepsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Waiting without the token lets the queue use its one waiter again; with it each wait would cost an object and a registration.
        var pause = ShortestPause;
        using var ending = cancellationToken.UnsafeRegister(static listener => ((ResourceListener)listener!).Wake(), this);
        while (true)
        {
            if (_disconnected is { } disconnected) throw disconnected;
            cancellationToken.ThrowIfCancellationRequested();
            if (_away is { } away && away.Staleness != _told)
            {
                (_mayBeStale, _told) = (true, away.Staleness);
                yield return away;
                continue;
            }
            if (_lag != Lag.None && !_completed && await CatchUpAsync(cancellationToken).ConfigureAwait(false) is { } fault)
            {
                // A silo that stops may turn the first question away: that is no news yet.
                if (!_mayBeStale && _clock.GetUtcNow() - _behindSince >= WatchOutage.ShortGrace)
                {
                    _mayBeStale = true;
                    yield return StaleBy(fault);
                }
                await Task.Delay(pause, _clock, cancellationToken).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
                continue;
            }
            if (_start is { } grant)
            {
                _start = null;
                pause = ShortestPause;
                foreach (var step in StepsOf(grant)) yield return step;
                continue;
            }
            if (_queue.Reader.TryRead(out var next))
            {
                if (!Accept(next) || (next.MaxAge is { } age && age != MaxAge)) continue;
                // What the start has told already comes by the watch too.
                if ((next.IsStaleness && next.Staleness == _told) || (next.Kind == StepKind.Fresh && !_mayBeStale)) continue;
                if (next.IsStaleness || next.Kind == StepKind.Fresh) (_mayBeStale, _told) = (next.IsStaleness, next.Staleness);
                yield return next;
            }
            else if (!await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                if (_disconnected is { } why) throw why;
                yield break;
            }
        }
    }

    /// <summary>Stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Complete();
        await _feed.ReleaseAsync(this).ConfigureAwait(false);
    }

    internal async Task StartAsync(Position? from, CancellationToken cancellationToken)
    {
        _at = from;
        // One who comes back may have left while polls failed, and has to be told that they don't any more.
        _mayBeStale = from is not null;
        _start = await _feed.JoinAsync(Format, from, MaxAge, cancellationToken).ConfigureAwait(false);
    }

    internal void Disconnect(DisconnectedException why)
    {
        _disconnected = why;
        Complete();
        Disconnecting?.Invoke();
    }

    internal void Complete()
    {
        _completed = true;
        _queue.Writer.TryComplete();
    }

    /// <summary>
    /// The watch is away, or null, it is back. Not a step of the queue: by the time that its turn came the watch might be back, what was missed
    /// caught up with, and nobody would ever say that it is over.
    /// </summary>
    internal void Away(ResourceStep? step)
    {
        _away = step;
        if (step is not null) Wake();
    }

    /// <summary>Takes a step without ever waiting; null stands for one that the feed does not have.</summary>
    internal void Offer(ResourceStep? step)
    {
        if (_completed) return;
        if (step is null)
        {
            if (_lag == Lag.None) _lag = Lag.Gap;
            Wake();
        }
        else if (!_queue.Writer.TryWrite(step) && !_completed)
        {
            if (_lag != Lag.Overflow) ListenerMetrics.Overflows.Add(1);
            // Its queue is full, so its reader does not wait on it, and looks at the lag before the next step.
            _lag = Lag.Overflow;
        }
    }

    internal void OfferHeartbeat(ResourceStep beat)
    {
        if (_queue.Reader.Count == 0) _queue.Writer.TryWrite(beat);
    }

    /// <summary>Makes a reader that waits on an empty queue look around; one that does not wait looks anyway.</summary>
    private void Wake() => _queue.Writer.TryWrite(Nothing);

    /// <summary>Asks for what is missing. Where the cluster does not answer, why; the lag stays, and the next attempt is the caller's.</summary>
    private async Task<DendriteException?> CatchUpAsync(CancellationToken cancellationToken)
    {
        var lag = _lag;
        _lag = Lag.None;
        _behindSince ??= _clock.GetUtcNow();
        if (lag == Lag.Overflow)
            while (_queue.Reader.TryRead(out _)) { }
        ListenerMetrics.Resyncs.Add(1);
        try
        {
            _start = await _feed.JoinAsync(Format, lag == Lag.Overflow ? null : _at, MaxAge, cancellationToken).ConfigureAwait(false);
            _behindSince = null;
            return null;
        }
        catch (DendriteException e) when (ClusterFaults.Of(e) is not null)
        {
            if (_lag != Lag.Overflow) _lag = lag;
            return e;
        }
    }

    private ResourceStep StaleBy(DendriteException fault) => ResourceStep.OfFault(_at ?? default, fault, _clock.GetUtcNow(), LongestPause);

    private Staleness Unconfirmed(ListenGrant grant)
    {
        var now = _clock.GetUtcNow();
        return new Staleness(DendriteErrorCode.Unconfirmed, "The document is from before; its source is asked whether it is still so.", null, grant.ConfirmedAt ?? now, 1, now);
    }

    private IEnumerable<ResourceStep> StepsOf(ListenGrant grant)
    {
        if (grant.Snapshot is { } snapshot)
        {
            _at = grant.Position;
            yield return _feed.StepOf(snapshot);
        }
        foreach (var missed in grant.Missed)
            if (ResourceStep.Of(missed, Format) is { } step && Accept(step)) yield return step;
        if (grant.Position.Sequence == 0) _at = grant.Position;
        // Nobody listened for long: the document may be old, and how old is known at once.
        var unconfirmed = grant is { Snapshot: not null, Confirmed: false } ? Unconfirmed(grant) : null;
        if ((grant.Staleness ?? unconfirmed) is { } staleness)
        {
            if (_mayBeStale && staleness == _told) yield break;
            (_mayBeStale, _told) = (true, staleness);
            yield return ResourceStep.OfStaleness(grant.Position, staleness);
        }
        else if (_mayBeStale && grant.Confirmed)
        {
            (_mayBeStale, _told) = (false, null);
            yield return new ResourceStep { Kind = StepKind.Fresh, Position = grant.Position };
        }
    }

    /// <summary>Whether the step comes next; one that was overtaken is dropped, one that is too far ahead is a gap.</summary>
    private bool Accept(ResourceStep step)
    {
        if (step.Kind is not (StepKind.Snapshot or StepKind.Update)) return true;
        if (_at is { } at && step.Position.IsAtOrBefore(at)) return false;
        if (step.Kind == StepKind.Snapshot || (_at is { } before && step.Position.Follows(before)))
        {
            _at = step.Position;
            return true;
        }
        _lag = Lag.Gap;
        return false;
    }
}
