using Dendrite.Contracts.Errors;
using Dendrite.Contracts.Resources;
using Dendrite.Diff;
using Orleans.Storage;

namespace Dendrite.Grains.Resources;

internal sealed partial class ResourceGrain
{
    /// <summary>Joins the poll that is under way, or starts one.</summary>
    private Task PollSharedAsync(CancellationToken cancellationToken)
    {
        if (_polling is { IsCompleted: false } running) return running;
        return _polling = PollOnceAsync(cancellationToken);
    }

    /// <summary>Asks once and takes the outcome in. The token gives the question up, when the resource is deactivated.</summary>
    private async Task PollOnceAsync(CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        var request = new PollRequest(_key.Path, _key.Query, _document is null ? null : _validators);
        var outcome = await AskAsync(request, cancellationToken);
        if (outcome is not PollOutcome.Failed { Code: DendriteErrorCode.CircuitOpen })
        {
            _counters.Polls++;
            Measure(outcome, _clock.GetElapsedTime(started));
        }

        var now = _clock.GetUtcNow();
        switch (outcome)
        {
            case PollOutcome.Answered answered:
                await AnsweredAsync(answered, now);
                break;
            case PollOutcome.NotModified notModified when _document is not null:
                _counters.NotModified++;
                _schedule!.Unchanged(now, notModified.FreshFor);
                await ConfirmedAsync(now);
                break;
            case PollOutcome.NotModified:
                await FailedAsync(new(DendriteErrorCode.UpstreamStatus, "The backend answered 304 Not Modified to an unconditional request.", 304), now);
                break;
            case PollOutcome.Failed failed:
                await FailedAsync(failed, now);
                break;
        }
    }

    /// <summary>The upstream's outcome; a defect in it is an outcome too, for an exception would end the polling for good.</summary>
    private async Task<PollOutcome> AskAsync(PollRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _upstream!.PollAsync(request, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Log.PollFailed(_logger, e, _key.Backend);
            return new PollOutcome.Failed(DendriteErrorCode.Internal, "The poll failed within the server; see the server's log.");
        }
    }

    private async Task AnsweredAsync(PollOutcome.Answered answered, DateTimeOffset now)
    {
        _counters.BytesReceived += answered.Document.Length;
        if (_document is { } same && same.Utf8.Span.SequenceEqual(answered.Document))
        {
            _validators = answered.Validators;
            _counters.Unchanged++;
            _schedule!.Unchanged(now, answered.FreshFor);
            await ConfirmedAsync(now);
            return;
        }

        JsonIndex next;
        try
        {
            next = JsonIndex.Parse(answered.Document);
        }
        catch (JsonFormatException e)
        {
            await FailedAsync(new(DendriteErrorCode.UpstreamInvalidJson, $"The backend's answer is not valid JSON: {e.Message}"), now);
            return;
        }

        var steps = Encode(next);
        if (steps is null)
        {
            // Another spelling of the same document. Listeners have the old one; keep it, so that all speak of the same bytes.
            _validators = answered.Validators;
            _counters.Unchanged++;
            _schedule!.Unchanged(now, answered.FreshFor);
            await ConfirmedAsync(now);
        }
        else if (await AdvanceAsync(next, answered.Validators, steps, now)) _schedule!.Changed(now, answered.FreshFor);
    }

    /// <summary>The step to the next document in each format in use; null where nothing changed.</summary>
    private List<EncodedStep>? Encode(JsonIndex next)
    {
        var steps = new List<EncodedStep>();
        var formats = _leases.Formats;
        if (_document is not { } old)
        {
            var whole = new Utf8Json(next.Utf8);
            foreach (var format in DiffFormats.All)
                if (formats.HasFlag(format)) steps.Add(new EncodedStep(format, ResourceFormat.Snapshot, whole));
            return steps;
        }
        if (formats == ResourceFormat.None) return _differ!.Compute(old, next, DiffFormat.Patch).IsEmpty ? null : steps;
        foreach (var format in DiffFormats.All)
        {
            if (!formats.HasFlag(format)) continue;
            var diff = _differ!.Compute(old, next, format.ToDiff());
            if (diff.IsEmpty) return null;
            steps.Add(new EncodedStep(format, diff.Format.ToResource(), new Utf8Json(diff.Utf8)));
        }
        return steps;
    }

    /// <summary>Persists, makes current and publishes; false where the state could not be written and nothing has changed.</summary>
    private async Task<bool> AdvanceAsync(JsonIndex next, Validators validators, List<EncodedStep> steps, DateTimeOffset now)
    {
        var position = _position.Next();
        var before = _state.State;
        try
        {
            _state.State = new ResourceGrainState { Position = position, Document = AsArray(next), Validators = validators };
            await _state.WriteStateAsync();
        }
        catch (Exception e)
        {
            _state.State = before;
            // Orleans wraps what is not of its own family.
            if ((e as StorageException ?? e.InnerException as StorageException) is { } refused)
            {
                // The store has said so in the log, once for all resources.
                await FailedAsync(new(refused.Code, refused.Message), now);
                return false;
            }
            Log.WriteFailed(_logger, e, _key.Backend);
            // Another activation has written: this one is out of date, and the next one starts from what was written.
            if (e is InconsistentStateException) DeactivateOnIdle();
            await FailedAsync(new(DendriteErrorCode.Internal, "The resource's state could not be written; see the server's log."), now);
            return false;
        }

        SetDocument(next, position, validators);
        _counters.Updates++;
        var change = new ResourceChanged(ChangeKind.Updated, position, next.Hash.ToString(), steps, null);
        _history.Add(change);
        ResourceMetrics.Updates.Add(1, BackendTag);
        ResourceMetrics.UpdateBytes.Add(steps.Sum(s => (long)s.Data.Length), BackendTag);
        await PublishAsync(change);
        await ConfirmedAsync(now);
        return true;
    }

    private async Task ConfirmedAsync(DateTimeOffset now)
    {
        // A document from storage is told to be fresh when the backend first confirms it; whoever resumed on it could not know.
        _confirmed = now;
        if (_staleness is null && !_isFromStorage) return;
        if (_staleness is { } was) Log.BecameFresh(_logger, _key.Backend, was.Failures);
        _staleness = null;
        _isFromStorage = false;
        await PublishAsync(new ResourceChanged(ChangeKind.Fresh, _position, _document!.Hash.ToString(), [], null));
    }

    private async Task FailedAsync(PollOutcome.Failed failed, DateTimeOffset now)
    {
        if (failed.Code == DendriteErrorCode.CircuitOpen) _schedule!.Refused(now, failed.RetryAfter);
        else
        {
            _counters.Failures++;
            _schedule!.Failed(now, failed.RetryAfter);
        }
        if (_staleness is null) Log.BecameStale(_logger, _key.Backend, failed.Code, failed.Reason);
        _staleness = new Staleness(failed.Code, failed.Reason, failed.StatusCode, _staleness?.Since ?? now, _schedule.Failures, _schedule.Due);
        await PublishAsync(new ResourceChanged(ChangeKind.Stale, _position, _document?.Hash.ToString() ?? "", [], _staleness));
    }

    private async Task PublishAsync(ResourceChanged change)
    {
        if (_leases.Count == 0) return;
        try
        {
            await _stream.OnNextAsync(change);
        }
        catch (Exception e)
        {
            Log.PublicationFailed(_logger, e, _key.Backend, change.Position.ToString());
        }
    }

    private KeyValuePair<string, object?> BackendTag => new("backend", _key.Backend);

    private void Measure(PollOutcome outcome, TimeSpan elapsed)
    {
        var result = outcome switch
        {
            PollOutcome.Answered => "answered",
            PollOutcome.NotModified => "not_modified",
            _ => "failed",
        };
        ResourceMetrics.PollDuration.Record(elapsed.TotalSeconds, BackendTag, new("outcome", result));
        if (outcome is PollOutcome.Answered answered) ResourceMetrics.BytesReceived.Add(answered.Document.Length, BackendTag);
    }

    private static byte[] AsArray(JsonIndex document) =>
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(document.Utf8, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : document.Utf8.ToArray();
}
