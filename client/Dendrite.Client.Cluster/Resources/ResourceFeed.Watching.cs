using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>The watch of the resource: opened, cut, ended, and opened again.</summary>
internal sealed partial class ResourceFeed
{
    /// <summary>Watches until the feed is stopped, or until the resource refuses for good.</summary>
    private async Task WatchAsync()
    {
        var pause = ShortestPause;
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var opened = await WatchOnceAsync().ConfigureAwait(false);
                // Who was cut has waited long enough already.
                Close(_cutBecause, _cutBecause is null ? WatchOutage.Grace : TimeSpan.Zero);
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
                Close(e as BusyException ?? ClusterFaults.Of(e) ?? new ClusterException("The watch of the resource failed."), WatchOutage.ShortGrace);
            }
            try
            {
                await Task.Delay(pause, _clock, _stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            var longest = _outage.IsPatient ? LongestPauseOfAMove : LongestPause;
            pause = pause * 2 < longest ? pause * 2 : longest;
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
        var changes = _grain.WatchAsync(Wanted(), CancellationToken.None).GetAsyncEnumerator(_stopping.Token);
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
            // Where the silo was lost it takes as long as the response time-out, also after an end in order; the next watch waits for nobody.
            if (_stopping.IsCancellationRequested) await ending.ConfigureAwait(false);
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
            _outage.End();
            _opened.TrySetResult();
            foreach (var listener in _listeners)
            {
                listener.Away(null);
                if (!isFirst) listener.Offer(null);
            }
        }
    }

    /// <summary>The watch has ended: in order where the resource goes elsewhere, else with why the document may be out of date.</summary>
    private void Close(DendriteException? why, TimeSpan grace)
    {
        lock (_lock)
        {
            var now = _clock.GetUtcNow();
            var tells = _outage.Tells(why?.Code, grace, now);
            if (_outage.IsPatient)
            {
                // The next attempt may hang for longer than that.
                _untold = why;
                _patience ??= _clock.CreateTimer(_ => LosePatience(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _patience.Change(_outage.PatientUntil!.Value - now, Timeout.InfiniteTimeSpan);
            }
            // A resource that leaves opens no watch; where that takes long it is as lost as one whose silo is.
            if (!_outage.IsPatient) why ??= new ClusterException("The resource is on its way to another silo.");
            Shut(_outage.IsPatient ? null : why);
            if (!tells) return;
            var step = ResourceStep.OfFault(_seen, why!, now, LongestPause);
            foreach (var listener in _listeners) listener.Away(step);
        }
    }

    private void LosePatience()
    {
        lock (_lock)
            if (_outage.IsPatient) Close(_untold, TimeSpan.Zero);
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
}
