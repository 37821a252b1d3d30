using Dendrite.Contracts.Streams;
using Dendrite.Protocol;
using Dendrite.Resources;
using Orleans.Storage;

namespace Dendrite.Grains.Resources;

internal sealed partial class ResourceGrain
{
    private KeyValuePair<string, object?> BackendTag => new("backend", Key.Backend);

    /// <summary>Joins the poll that is under way, or starts one.</summary>
    private Task PollSharedAsync(CancellationToken cancellationToken)
    {
        if (_polling is { IsCompleted: false } running) return running;
        return _polling = PollOnceAsync(cancellationToken);
    }

    /// <summary>Asks once and takes the outcome in: decided, stored, made current, told. The token gives the question up, when the resource is deactivated.</summary>
    private async Task PollOnceAsync(CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(cancellationToken);
        if (_isEvicted || _isMoving) return;
        var core = _core!;
        var before = core.Staleness;
        var (knownAt, known) = (core.Position, core.Document);
        var warned = core.Warnings.Count;
        var transition = core.Apply(outcome, Formats, _clock.GetUtcNow());
        foreach (var warning in core.Warnings.Skip(warned)) Log.AnswerIsOdd(_logger, Name, warning);
        // What was only fetched is never stored; once somebody listens, all of it is, and for as long as a row is there.
        var isStored = IsWanted || _state.RecordExists;
        var isChanged = !_state.RecordExists || core.IsGone != (_state.State.Gone is not null);
        var next = isStored ? transition.ToStore ?? (isChanged ? core.Stored : null) : null;
        var failure = core.IsOffDisk(transition) ? await StoreNothingAsync() : next is null ? null : await StoreAsync(next, _clock.GetUtcNow());
        var changes = failure is not null ? core.Refuse(failure, _clock.GetUtcNow()).Changes
            : transition.ToStore is not null ? core.Commit(transition, _clock.GetUtcNow())
            : transition.Changes;
        Note(before, core.Staleness);
        NoteUse();
        foreach (var change in changes) await PublishAsync(change);
        var record = core.RecordOf(outcome, _clock.GetUtcNow());
        if (_isPoked)
        {
            _isPoked = false;
            core.Schedule.Poke(_clock.GetUtcNow());
        }
        if (_isTold)
        {
            _isTold = false;
            core.Schedule.Told(_clock.GetUtcNow());
        }
        LookAtAge();
        // Last, for nothing else is to wait for the store.
        await RecordAsync(record, failure is null && !core.IsOffDisk(transition) ? transition.Step : null, knownAt, known);
    }

    /// <summary>The source's outcome; a defect in it is an outcome too, for an exception would end the polling for good.</summary>
    private async Task<PollOutcome> AskAsync(CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        PollOutcome outcome;
        try
        {
            var core = Attach(Key);
            outcome = await SourceOf().AskAsync(core.NextPoll(Key.Path, Key.Query), cancellationToken);
        }
        catch (InvalidRequestException e)
        {
            // The backend has gone from the configuration, or is not public any more.
            outcome = new PollOutcome.Failed(e.Code, e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.PollFailed(_logger, e, Name);
            outcome = new PollOutcome.Failed(DendriteErrorCode.Internal, "The poll failed within the server; see the server's log.");
        }
        outcome = outcome with { Took = _clock.GetElapsedTime(started) };
        if (outcome is not (PollOutcome.Busy or PollOutcome.Throttled { StatusCode: null } or PollOutcome.Failed { Code: DendriteErrorCode.CircuitOpen })) Measure(outcome, outcome.Took - outcome.Waited);
        return outcome;
    }

    /// <summary>Why the next state could not be stored; null where it was.</summary>
    private async Task<PollOutcome.Failed?> StoreAsync(StoredResource next, DateTimeOffset? confirmedAt)
    {
        var before = _state.State;
        try
        {
            _state.State = new ResourceGrainState { Position = next.Position, Document = next.Document, Validators = next.Validators, Path = Key.Path, Query = Key.Query, ConfirmedAt = confirmedAt, Gone = next.Gone, ChangedAt = next.Pace?.ChangedAt, ChangesEvery = next.Pace?.Every, FlightNumber = _flight?.Number ?? before.FlightNumber };
            await (_writing = _state.WriteStateAsync());
            return null;
        }
        catch (Exception e)
        {
            _state.State = before;
            if (StoreFaults.Of(e) is { } fault) return fault;
            if (e is InconsistentStateException)
            {
                // This activation is out of date, and the next one starts from what was written.
                Log.WrittenElsewhere(_logger, Name);
                Leave("Another activation has written the state.");
                return new(DendriteErrorCode.ClusterUnavailable, "The resource has moved to another silo.");
            }
            Log.WriteFailed(_logger, e, Name);
            return new(DendriteErrorCode.Internal, "The resource's state could not be written; see the server's log.");
        }
    }

    /// <summary>The backend wants the document on no disk. Why what was stored could not be removed; null where it was.</summary>
    private async Task<PollOutcome.Failed?> StoreNothingAsync()
    {
        if (!_state.RecordExists) return null;
        try
        {
            await ForgetAsync();
            _isKept = false;
            return null;
        }
        catch (Exception e) when (StoreFaults.Of(e) is { } fault)
        {
            return fault;
        }
    }

    private async Task PublishAsync(ResourceChanged change)
    {
        if (change.Kind == ChangeKind.Updated)
        {
            ResourceMetrics.Updates.Add(1, BackendTag);
            ResourceMetrics.UpdateBytes.Add(change.Steps.Sum(s => (long)s.Data.Length), BackendTag);
        }
        TellWatches(change);
        // A lease without a format is not of one who reads.
        if (_leases.Formats == ResourceFormat.None) return;
        if (!_publishing.IsCompleted)
        {
            // The stream's queue was lost with its silo. Subscriptions ask for what they miss; nobody else is to wait for them.
            ResourceMetrics.Unpublished.Add(1, BackendTag);
            return;
        }
        try
        {
            _stream ??= this.GetStreamProvider(DendriteStreams.ProviderName).GetResourceStream(Key);
            _publishing = _stream.OnNextAsync(change);
            _publishing.Ignore();
            await _publishing.WaitAsync(LongestPublication, TimeProvider.System);
        }
        catch (Exception e)
        {
            Log.PublicationFailed(_logger, e, Name, change.Position.ToString());
        }
    }

    private void TellWatches(ResourceChanged change)
    {
        if (_watches.Tell(change) is var slow and > 0) ResourceMetrics.SlowWatches.Add(slow, BackendTag);
    }

    private void Note(Staleness? before, Staleness? now)
    {
        if (now is { Code: DendriteErrorCode.Gone })
        {
            if (before is not { Code: DendriteErrorCode.Gone }) Log.BecameGone(_logger, Name, now.Reason);
        }
        else if (before is null && now is not null) Log.BecameStale(_logger, Name, now.Code, now.Reason);
        else if (before is not null && now is null) Log.BecameFresh(_logger, Name, before.Failures);
    }

    private void Measure(PollOutcome outcome, TimeSpan elapsed)
    {
        var result = outcome switch
        {
            PollOutcome.Answered => "answered",
            PollOutcome.NotModified => "not_modified",
            PollOutcome.Throttled => "throttled",
            _ => "failed",
        };
        ResourceMetrics.PollDuration.Record(elapsed.TotalSeconds, BackendTag, new("outcome", result));
        if (outcome is PollOutcome.Answered answered) ResourceMetrics.BytesReceived.Add(answered.Document.Length, BackendTag);
    }
}
