using System.Runtime.InteropServices;
using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>
/// What a resource is, and what each poll's outcome makes of it: next document, the step to it in each format, position,
/// staleness, next attempt. Values in, values out: no timer, no store, no network, no clock but the times that it is given.
/// </summary>
/// <remarks>
/// The host polls when <see cref="Schedule"/> says so, hands the outcome to <see cref="Apply"/>, stores what that gives, calls
/// <see cref="Commit"/> and tells listeners. A host that dies in between repeats a position, and never skips one. One caller at a time.
/// </remarks>
public sealed class ResourceCore
{
    private readonly ResourceHistory _history = new();
    private BackendDefinition _backend;
    private JsonDiffer _differ;
    private JsonIndex? _document;
    private Utf8Json? _json;
    private Validators? _validators;
    private bool _isUnconfirmed;

    /// <summary>Starts from what was stored, or from nothing with an epoch of its own.</summary>
    /// <exception cref="JsonFormatException">What was stored is not JSON.</exception>
    public ResourceCore(BackendDefinition backend, Random random, DateTimeOffset now, StoredResource? stored = null)
    {
        _backend = backend;
        _differ = DifferFor(backend);
        Schedule = new PollSchedule(backend, random);
        if (stored is null) Position = Position.StartEpoch(now, random, default);
        else
        {
            SetDocument(JsonIndex.Parse(stored.Document), stored.Position, stored.Validators);
            _isUnconfirmed = true;
        }
    }

    /// <summary>Where the resource is; the sequence is zero while no document is known.</summary>
    public Position Position { get; private set; }

    /// <summary>Why the document may be out of date; null while polls succeed.</summary>
    public Staleness? Staleness { get; private set; }

    /// <summary>When the source last said that the document is so; null before its first answer.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>When to poll.</summary>
    public PollSchedule Schedule { get; private set; }

    /// <summary>Whether an operator wants that the source is not asked.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>When to poll next: as the schedule says, and never while it is paused.</summary>
    public DateTimeOffset Due => IsPaused ? DateTimeOffset.MaxValue : Schedule.Due;

    /// <summary>What became of the polls.</summary>
    public ResourceCounters Counters { get; private set; } = new();

    /// <summary>The document's size in bytes; zero while none is known.</summary>
    public int DocumentBytes => _json?.Length ?? 0;

    /// <summary>What is to be stored of it now; null while no document is known.</summary>
    public StoredResource? Stored => _document is null ? null : new StoredResource(Position, AsArray(_document), _validators);

    /// <summary>The document and where it stands; null while none is known.</summary>
    public ResourceSnapshot? Snapshot => _json is null ? null : new ResourceSnapshot(Position, _json, _document!.Hash.ToString(), Staleness);

    /// <summary>Whether the document was confirmed so lately that it may be given out without a poll.</summary>
    public bool IsRecent(DateTimeOffset now) => Staleness is not { Code: DendriteErrorCode.Paused } && now - ConfirmedAt < _backend.MinInterval;

    /// <summary>What to ask the source for next.</summary>
    public PollRequest NextPoll(string path, string query) =>
        new(path, query, _document is null ? null : _validators) { WaitingSince = Schedule.WaitingSince, Known = _document?.Utf8 ?? default };

    /// <summary>Goes on under another definition of the backend: its intervals, its keys. Document, position and staleness stay.</summary>
    public void Redefine(BackendDefinition backend, Random random, DateTimeOffset now)
    {
        _backend = backend;
        _differ = DifferFor(backend);
        Schedule = new PollSchedule(backend, random);
        Schedule.Poke(now);
    }

    /// <summary>The source is not asked any more until <see cref="Resume"/>; what it has been asked already is taken in. Again, with another reason, it is told again.</summary>
    public ResourceTransition Pause(string why, DateTimeOffset now)
    {
        IsPaused = true;
        Staleness = new Staleness(DendriteErrorCode.Paused, why, null, Staleness?.Since ?? now, Math.Max(1, Schedule.Failures), DateTimeOffset.MaxValue);
        return Told(Staleness);
    }

    /// <summary>The source is asked again, at once unless it has asked to wait. Until it has answered the document may be out of date, and listeners know that.</summary>
    public void Resume(DateTimeOffset now)
    {
        if (!IsPaused) return;
        IsPaused = false;
        Schedule.Poke(now);
        Staleness = Staleness! with { NextAttempt = Schedule.Due };
    }

    /// <summary>What goes with the resource to another host besides what is stored.</summary>
    public CarriedResource Carry() =>
        new(Position, [.. _history.All], Staleness, ConfirmedAt, _isUnconfirmed, Schedule.Carry(), Counters, IsPaused);

    /// <summary>Goes on where another host left off. False, and nothing is changed, where that was at another position than what was stored.</summary>
    public bool TakeUp(CarriedResource carried)
    {
        ArgumentNullException.ThrowIfNull(carried);
        if (carried.Position != Position) return false;
        foreach (var update in carried.History) _history.Add(update);
        (Staleness, ConfirmedAt, _isUnconfirmed, Counters) = (carried.Staleness, carried.ConfirmedAt, carried.IsUnconfirmed, carried.Counters);
        IsPaused = carried.IsPaused;
        Schedule.TakeUp(carried.Schedule);
        return true;
    }

    /// <summary>What a poll's outcome makes of the resource, for listeners of these formats.</summary>
    public ResourceTransition Apply(PollOutcome outcome, ResourceFormat formats, DateTimeOffset now)
    {
        if (outcome is PollOutcome.Busy busy) return TurnedAway(busy, now);
        Schedule.Waited(outcome.Waited);
        if (outcome is not PollOutcome.Failed { Code: DendriteErrorCode.CircuitOpen }) Counters.Polls++;
        switch (outcome)
        {
            case PollOutcome.Answered answered:
                return Answered(answered, formats, now);
            case PollOutcome.NotModified notModified when _document is not null:
                Counters.NotModified++;
                return Confirmed(notModified.FreshFor, now);
            case PollOutcome.NotModified:
                return Failed(new(DendriteErrorCode.UpstreamStatus, "The backend answered 304 Not Modified to an unconditional request.", 304), now);
            default:
                return Failed((PollOutcome.Failed)outcome, now);
        }
    }

    /// <summary>Makes a stored transition the state that counts.</summary>
    /// <returns>What listeners are to be told, in this order.</returns>
    public IReadOnlyList<ResourceChanged> Commit(ResourceTransition transition, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(transition);
        if (transition.ToStore is not { } next) return [];
        SetDocument(transition.Document!, next.Position, next.Validators);
        Counters.Updates++;
        var change = new ResourceChanged(ChangeKind.Updated, Position, _document!.Hash.ToString(), transition.Steps, null);
        _history.Add(change);
        Schedule.Changed(now, transition.FreshFor);
        return [change, .. BecomeFresh(now)];
    }

    /// <summary>The next state could not be stored, so everything stays as it is and the poll counts as failed.</summary>
    public ResourceTransition Refuse(PollOutcome.Failed failure, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return Failed(failure, now);
    }

    /// <summary>What one who is at a position, or nowhere, needs to be here.</summary>
    public ResourceCatchUp CatchUp(ResourceFormat format, Position? from)
    {
        if (_json is null) return new(Position, null, []);
        var missed = from is { } position ? _history.Between(position, Position, format, _json.Length) : null;
        return missed is null ? new(Position, Snapshot, []) : new(Position, null, missed);
    }

    private ResourceTransition Answered(PollOutcome.Answered answered, ResourceFormat formats, DateTimeOffset now)
    {
        Counters.BytesReceived += answered.Document.Length;
        if (_document is { } same && same.Utf8.Span.SequenceEqual(answered.Document)) return Unchanged(answered, now);

        JsonIndex next;
        try
        {
            next = answered.Index ?? JsonIndex.Parse(answered.Document);
        }
        catch (JsonFormatException e)
        {
            return Failed(PollOutcome.Failed.OfInvalidJson(e), now);
        }
        // Another spelling of the same document: listeners have the old one, and all are to speak of the same bytes.
        return Encode(next, formats) is { } steps
            ? new ResourceTransition(new StoredResource(Position.Next(), AsArray(next), answered.Validators), next, steps, answered.FreshFor)
            : Unchanged(answered, now);
    }

    private ResourceTransition Unchanged(PollOutcome.Answered answered, DateTimeOffset now)
    {
        _validators = answered.Validators;
        Counters.Unchanged++;
        return Confirmed(answered.FreshFor, now);
    }

    private ResourceTransition Confirmed(TimeSpan freshFor, DateTimeOffset now)
    {
        Schedule.Unchanged(now, freshFor);
        return new ResourceTransition(BecomeFresh(now));
    }

    /// <summary>A document from storage is told to be fresh when it is first confirmed; whoever resumed on it could not know.</summary>
    private ResourceChanged[] BecomeFresh(DateTimeOffset now)
    {
        ConfirmedAt = now;
        if (IsPaused || (Staleness is null && !_isUnconfirmed))
        {
            // A poll that was under way when it was paused: nobody asks from now on, which is what listeners were told.
            _isUnconfirmed = false;
            return [];
        }
        Staleness = null;
        _isUnconfirmed = false;
        return [new ResourceChanged(ChangeKind.Fresh, Position, _document!.Hash.ToString(), [], null)];
    }

    /// <summary>Nobody was asked, so nothing is known that was not known before, and listeners are told nothing.</summary>
    private ResourceTransition TurnedAway(PollOutcome.Busy busy, DateTimeOffset now)
    {
        Counters.Busy++;
        Schedule.TurnedAway(now, busy.Since);
        return new ResourceTransition([]);
    }

    private ResourceTransition Failed(PollOutcome.Failed failed, DateTimeOffset now)
    {
        if (failed.Code == DendriteErrorCode.CircuitOpen) Schedule.Refused(now, failed.RetryAfter);
        else
        {
            Counters.Failures++;
            Schedule.Failed(now, failed.RetryAfter);
        }
        if (IsPaused) return new ResourceTransition([]);
        Staleness = new Staleness(failed.Code, failed.Reason, failed.StatusCode, Staleness?.Since ?? now, Schedule.Failures, Schedule.Due);
        return Told(Staleness);
    }

    private ResourceTransition Told(Staleness staleness) =>
        new([new ResourceChanged(ChangeKind.Stale, Position, _document?.Hash.ToString() ?? "", [], staleness)]);

    /// <summary>The step to the next document in each format in use; null where nothing changed.</summary>
    private List<EncodedStep>? Encode(JsonIndex next, ResourceFormat formats)
    {
        var steps = new List<EncodedStep>();
        if (_document is not { } old)
        {
            var whole = new Utf8Json(next.Utf8);
            foreach (var format in DiffFormats.All)
                if (formats.HasFlag(format)) steps.Add(new EncodedStep(format, ResourceFormat.Snapshot, whole));
            return steps;
        }
        if (formats == ResourceFormat.None) return _differ.Compute(old, next, DiffFormat.Patch).IsEmpty ? null : steps;
        foreach (var format in DiffFormats.All)
        {
            if (!formats.HasFlag(format)) continue;
            var diff = _differ.Compute(old, next, format.ToDiff());
            if (diff.IsEmpty) return null;
            steps.Add(new EncodedStep(format, diff.Format.ToResource(), new Utf8Json(diff.Utf8)));
        }
        return steps;
    }

    private void SetDocument(JsonIndex document, Position position, Validators? validators)
    {
        _document = document;
        _json = new Utf8Json(document.Utf8);
        Position = position;
        _validators = validators;
    }

    private static JsonDiffer DifferFor(BackendDefinition backend) => new(new DiffOptions { Keys = backend.Keys });

    private static byte[] AsArray(JsonIndex document) =>
        MemoryMarshal.TryGetArray(document.Utf8, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : document.Utf8.ToArray();
}
