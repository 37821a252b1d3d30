using Dendrite.Contracts.Resources;
using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>When a resource polls, and when it stops: the one timer that it has.</summary>
internal sealed partial class ResourceGrain
{
    private void EnsurePolling()
    {
        NoteUse();
        if (_timer is not null || _isEvicted) return;
        var source = SourceOf();
        Log.PollingStarted(_logger, Name);
        _timer = this.RegisterGrainTimer(TickAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan)
        {
            // A tick waits for the backend, and listeners must not; KeepAlive: a resource that is listened to stays.
            Interleave = true,
            KeepAlive = true,
        });
        // A source calls on a thread of its own; the call comes back as a turn of this grain.
        var self = this.AsReference<IResourceGrain>();
        _watch = source.Watch(Key.Path, Key.Query, () => self.PokeAsync(CancellationToken.None).Ignore());
        ArmTimer();
    }

    private IResourceSource SourceOf() => _source ??= _sources.GetSource(Key.Backend);

    private void BeginLinger()
    {
        NoteUse();
        _lingerUntil = _clock.GetUtcNow() + _backend!.Linger;
        if (_timer is not null) ArmTimer();
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        if (_isMoving) return;
        var now = _clock.GetUtcNow();
        if (_leases.Expire(now) && !IsWanted) BeginLinger();
        if (!IsWanted && now >= _lingerUntil)
        {
            Log.PollingStopped(_logger, Name);
            _timer?.Dispose();
            _timer = null;
            _ageTimer?.Dispose();
            _ageTimer = null;
            _watch?.Dispose();
            _watch = null;
            // Whoever comes back later learns how old the document is.
            if (_state.RecordExists && _polling is not { IsCompleted: false } && _core is { Stored: { } last, ConfirmedAt: { } confirmedAt })
                await (_polling = StoreAsync(last, confirmedAt));
            await KeepForRetentionAsync();
            DeactivateOnIdle();
            return;
        }
        try
        {
            if (now >= _core!.Due) await PollSharedAsync(cancellationToken);
            // Beside the polls: a table of reminders that is slow keeps nobody's updates back.
            if (_state.RecordExists && !_isKept && _keeping is not { IsCompleted: false }) _keeping = KeepForRetentionAsync();
        }
        finally
        {
            // Whatever happened: a resource whose timer is not armed is silent for good.
            if (_timer is not null) ArmTimer();
        }
    }

    /// <summary>The ages that listeners wish may be others now: the next poll may be due sooner, and who wishes what can't be is told.</summary>
    private void TakeWishes()
    {
        if (_core is not { } core || (_watches.MaxAges is var ages && ages.Count == 0 && core.WishedAge is null)) return;
        core.Wish(ages, _clock.GetUtcNow());
        if (_timer is not null && _polling is not { IsCompleted: false }) ArmTimer();
        LookAtAge();
    }

    /// <summary>Tells watches of the document's age, also while a poll takes long.</summary>
    private void LookAtAge()
    {
        if (_core!.WishedAge is null && _ageTimer is null) return;
        var now = _clock.GetUtcNow();
        foreach (var change in _core.LookAtAge(now)) TellWatches(change);
        if (_core.NextLookAtAge is not { } next || _isMoving || _isEvicted)
        {
            _ageTimer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            return;
        }
        _ageTimer ??= this.RegisterGrainTimer(LookAtAgeAsync, new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) { Interleave = true });
        _ageTimer.Change(next > now ? next - now : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private Task LookAtAgeAsync(CancellationToken cancellationToken)
    {
        LookAtAge();
        return Task.CompletedTask;
    }

    /// <summary>The next tick: a poll, or the end of the linger time if that comes first.</summary>
    private void ArmTimer()
    {
        // No poll of a resource that moves moves its schedule: it would tick without end, and each tick asks the backend and holds up the move.
        if (_isMoving) return;
        var now = _clock.GetUtcNow();
        var next = _core!.Due;
        if (!IsWanted && _lingerUntil < next) next = _lingerUntil;
        var due = next - now;
        // A lease can end unnoticed while the schedule waits for longer than that.
        if (_leases.Count > 0 && due > FeedLeases.Duration) due = FeedLeases.Duration;
        // One that is paused is due at the end of time, further than a timer reaches.
        if (due > PollSchedule.LongestWait) due = PollSchedule.LongestWait;
        _timer!.Change(due > TimeSpan.Zero ? due : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
