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
public sealed partial class ResourceCore
{
    // Stale and fresh are told twice at once, then once a maximum interval: a backend whose every second answer is bad is one message, not a flood.
    private const int MostTellings = 2;
    private const int MostWarnings = 16;

    private readonly ResourceHistory _history = new();
    private readonly List<string> _warnings = [];
    private readonly ValidatorTrust _trust;
    private readonly AnswerGuard _guard = new();
    private readonly ChangeWatch _changes = new();
    private BackendDefinition _backend;
    private JsonDiffer _differ;
    private JsonDiffer? _ignoring;
    private JsonIndex? _document;
    private Utf8Json? _json;
    private Validators? _validators;
    private PageMemory? _pages;
    private bool _isUnconfirmed;
    private ReusePolicy _reuse = ReusePolicy.Free;
    private Staleness? _untold;
    private double _tellings = MostTellings;
    private DateTimeOffset _toldAt;

    /// <summary>Starts from what was stored, or from nothing with an epoch of its own.</summary>
    /// <exception cref="JsonFormatException">What was stored is not JSON.</exception>
    public ResourceCore(BackendDefinition backend, Random random, DateTimeOffset now, StoredResource? stored = null)
    {
        _backend = backend;
        (_differ, _ignoring) = DiffersFor(backend);
        Schedule = new PollSchedule(backend, random);
        _trust = new ValidatorTrust(now);
        if (stored is null) Position = Position.StartEpoch(now, random, default);
        else
        {
            SetDocument(JsonIndex.Parse(stored.Document), stored.Position, stored.Validators);
            _isUnconfirmed = true;
            Staleness = stored.Gone;
            Pace = stored.Pace;
            if (Pace is { } pace) Schedule.Begin(pace.Interval(now));
        }
    }

    /// <summary>Where the resource is; the sequence is zero while no document is known.</summary>
    public Position Position { get; private set; }

    /// <summary>Why the document may be out of date, or that it is gone, as listeners were told; null while polls succeed.</summary>
    public Staleness? Staleness { get; private set; }

    /// <summary>Whether the source says that there is no such document (any more). The last one is kept, and is given to nobody who asks for it.</summary>
    public bool IsGone => Trouble is { Code: DendriteErrorCode.Gone };

    /// <summary>What is odd about the source's answers, for operators: one sentence each, in the order in which they were noticed, each once; the first few.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether the source gives the same few documents in turn.</summary>
    public bool IsFlapping(DateTimeOffset now) => _changes.IsFlapping(now);

    /// <summary>How often the document changes; null before the first document, and where a version before 0.2 kept it.</summary>
    public ChangePace? Pace { get; private set; }

    /// <summary>What the last poll brought.</summary>
    public PollResult LastResult { get; private set; }

    /// <summary>The document; null while none is known.</summary>
    public Utf8Json? Document => _json;

    /// <summary>When the source last said that the document is so; null before its first answer.</summary>
    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>How long the source's last answer asked not to be asked again, as far as that is obeyed.</summary>
    public TimeSpan FreshFor { get; private set; }

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
    public StoredResource? Stored => _document is null ? null : new StoredResource(Position, AsArray(_document), _validators) { Gone = IsGone ? Trouble : null, Pace = Pace };

    /// <summary>The document and where it stands; null while none is known.</summary>
    public ResourceSnapshot? Snapshot => _json is null ? null : new ResourceSnapshot(Position, _json, _document!.Hash.ToString(), Trouble);

    /// <summary>
    /// Whether a known document may be given to who asks for it now. While its source does not confirm it, that is as the source allows: not with
    /// <c>must-revalidate</c> and its like (RFC 9111, section 5.2.2), within <c>stale-if-error</c> where that is said (RFC 5861, section 4), else yes. What is gone is not.
    /// </summary>
    public bool MayServe(DateTimeOffset now) => Trouble switch
    {
        null => true,
        { Code: DendriteErrorCode.Gone } => false,
        _ => !_reuse.MustRevalidate && (_reuse.IfError is not { } limit || now - ConfirmedAt <= FreshFor + limit),
    };

    /// <summary>Whether a known document may be given out at once while its source is asked (<c>stale-while-revalidate</c>, RFC 5861, section 3).</summary>
    public bool MayServeWhileAsking(DateTimeOffset now) =>
        _reuse.WhileRevalidating > TimeSpan.Zero && Trouble is null && now - ConfirmedAt <= FreshFor + _reuse.WhileRevalidating;

    /// <summary>Whether the document, the next one where there is one, may be on no disk.</summary>
    internal bool IsOffDisk(ResourceTransition transition) => !_backend.KeepNoStore && (transition.Reuse ?? _reuse).NoStore;

    /// <summary>Whether the document was confirmed so lately that it may be given out without a poll: within the backend's minimum interval, or a time of the caller's that is longer.</summary>
    public bool IsRecent(DateTimeOffset now, TimeSpan within = default) =>
        Staleness is not { Code: DendriteErrorCode.Paused } && now - ConfirmedAt is { } age && (age < _backend.MinInterval || (age <= within && Trouble is null));

    /// <summary>What to ask the source for next.</summary>
    public PollRequest NextPoll(string path, string query) =>
        new(path, query, _document is null || _trust.AsksWithout ? null : _validators) { WaitingSince = Schedule.WaitingSince, ValidatorsLied = _trust.Lied, Pages = _pages, Known = _document?.Utf8 ?? default };

    /// <summary>Goes on under another definition of the backend: its intervals, its keys. Document, position and staleness stay.</summary>
    public void Redefine(BackendDefinition backend, Random random, DateTimeOffset now)
    {
        // Who asks as somebody else, or for something else, may get another document under the same validators.
        if (!backend.AsksAs(_backend)) (_validators, _pages) = (null, null);
        _backend = backend;
        (_differ, _ignoring) = DiffersFor(backend);
        Schedule = new PollSchedule(backend, random) { ToldAt = Schedule.ToldAt };
        Schedule.Wish(_ages.Shortest, ConfirmedAt, now);
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
        _pages = outcome.Pages ?? _pages;
        if (outcome is PollOutcome.Busy busy) return TurnedAway(busy, now);
        if (outcome is PollOutcome.Throttled throttled) return Throttled(throttled, now);
        Schedule.Waited(outcome.Waited);
        Schedule.Took(outcome.Took);
        _trust.Begin();
        if (outcome is not PollOutcome.Failed { Code: DendriteErrorCode.CircuitOpen }) Counters.Polls++;
        switch (outcome)
        {
            case PollOutcome.Answered answered:
                return Answered(answered, formats, now);
            case PollOutcome.NotModified notModified when _document is not null:
                Counters.NotModified++;
                LastResult = PollResult.NotModified;
                _trust.NotModified(_backend, now);
                return Confirmed(notModified.FreshFor, notModified.Reuse, now);
            case PollOutcome.NotModified:
                return Failed(new(DendriteErrorCode.UpstreamStatus, "The backend answered 304 Not Modified to an unconditional request.", 304), now);
            case PollOutcome.Failed { Code: DendriteErrorCode.Gone } gone:
                return Gone(gone, now);
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
        if (_document is { } old) Watch(old, transition.Document!, now);
        SetDocument(transition.Document!, next.Position, next.Validators);
        Counters.Updates++;
        Pace = next.Pace;
        LastResult = PollResult.Changed;
        var change = new ResourceChanged(ChangeKind.Updated, Position, _document!.Hash.ToString(), transition.Steps, null);
        _history.Add(change);
        Schedule.Changed(now, transition.FreshFor);
        (FreshFor, _reuse) = (transition.FreshFor, transition.Reuse!);
        return [change, .. BecomeFresh(now)];
    }

    /// <summary>The next state could not be stored, so everything stays as it is and the poll counts as failed.</summary>
    public ResourceTransition Refuse(PollOutcome.Failed failure, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return Failed(failure, now);
    }

    /// <summary>The poll of which this was the outcome, for the record, after it was taken in.</summary>
    public PollRecord RecordOf(PollOutcome outcome, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var (status, bytes, reason) = outcome switch
        {
            PollOutcome.Answered answered => (200, answered.Document.Length, LastResult == PollResult.Failed ? Trouble?.Reason : null),
            PollOutcome.NotModified => ((int?)304, 0, LastResult == PollResult.Failed ? Trouble?.Reason : null),
            PollOutcome.Failed failed => (failed.StatusCode, 0, failed.Reason),
            PollOutcome.Throttled throttled => (throttled.StatusCode, 0, throttled.Reason),
            PollOutcome.Busy busy => (null, 0, busy.Reason),
            _ => (null, 0, null),
        };
        if (reason?.Length > PollRecord.LongestReason) reason = reason[..PollRecord.LongestReason];
        return new PollRecord(now, LastResult, status, bytes, outcome.Took, Position, Due, IsPaused ? PollRule.Paused : Schedule.Rule, reason);
    }

    /// <summary>What one who is at a position, or nowhere, needs to be here.</summary>
    public ResourceCatchUp CatchUp(ResourceFormat format, Position? from)
    {
        if (_json is null) return new(Position, null, []);
        var missed = from is { } position ? _history.Between(position, Position, format, _json.Length) : null;
        return missed is null ? new(Position, Snapshot, []) : new(Position, null, missed);
    }

    /// <summary>What is wrong, whether listeners were told of it or not.</summary>
    private Staleness? Trouble => Staleness ?? _untold;

    private ResourceTransition Answered(PollOutcome.Answered answered, ResourceFormat formats, DateTimeOffset now)
    {
        Counters.BytesReceived += answered.Document.Length;
        if (_document is { } same && same.Utf8.Span.SequenceEqual(answered.Document)) return Unchanged(answered, now);

        if (answered.Index is null)
        {
            var read = JsonAnswer.Read(answered, _backend.Lenient);
            if (read is PollOutcome.Failed unread) return Failed(unread, now);
            answered = (PollOutcome.Answered)read;
        }
        foreach (var note in answered.Notes) Warn(note);
        if (_document is { } known && known.Utf8.Span.SequenceEqual(answered.Document)) return Unchanged(answered, now);
        var next = answered.Index!;
        if (_document is { } old)
        {
            if (_ignoring is not null && _ignoring.Compute(old, next, DiffFormat.Patch).IsEmpty) return Unchanged(answered, now);
            var verdict = _guard.Judge(_backend, old, _validators, next, answered.Validators);
            if (verdict != AnswerVerdict.Taken) return Dropped(verdict, answered, now);
        }
        // Another spelling of the same document: listeners have the old one, and all are to speak of the same bytes.
        if (Encode(next, formats, out var smallest) is not { } steps) return Unchanged(answered, now);
        _trust.Whole(now);
        return new ResourceTransition(new StoredResource(Position.Next(), AsArray(next), TrueValidatorsOf(answered)) { Pace = Pace?.Changed(now) ?? new ChangePace(now, null) }, next, steps, answered.FreshFor, answered.Reuse) { Step = smallest };
    }

    /// <summary>An answer that is not believed says nothing of the document: it is neither changed nor confirmed.</summary>
    private ResourceTransition Dropped(AnswerVerdict verdict, PollOutcome.Answered answered, DateTimeOffset now)
    {
        Counters.Dropped++;
        LastResult = PollResult.Dropped;
        if (verdict == AnswerVerdict.Unconfirmed) Schedule.Doubted(now, answered.FreshFor);
        else Schedule.Unchanged(now, answered.FreshFor);
        return new ResourceTransition([]);
    }

    private void Watch(JsonIndex old, JsonIndex next, DateTimeOffset now)
    {
        if (_changes.Changed(old, next, _differ, now) is { } place)
            Warn($"Only {place} ever changes; Ignore: [\"{place}\"] makes that no update.");
        if (_changes.IsFlapping(now))
            Warn(_backend.Monotonic is null ? "The backend gives the same documents in turn, as replicas do of which one is behind; Monotonic drops the older." : "The backend gives the same documents in turn.");
    }

    /// <summary>The validators of a changed document; none where they are those of the document before, and so mean nothing.</summary>
    private Validators TrueValidatorsOf(PollOutcome.Answered answered)
    {
        var validators = _document is null ? answered.Validators : _trust.OfAnother(answered.Validators, _validators);
        if (_trust.Lied) Warn($"The backend gave {(answered.Validators.ETag is { } tag ? $"the entity tag {tag}" : "one Last-Modified")} to two different documents; it is asked without validators for a while.");
        return validators;
    }

    private void Warn(string warning)
    {
        if (_warnings.Count < MostWarnings && !_warnings.Contains(warning)) _warnings.Add(warning);
    }

    private ResourceTransition Unchanged(PollOutcome.Answered answered, DateTimeOffset now)
    {
        if (_trust.IsUnstable(_validators, answered.Validators)) Warn("The backend gives one document another entity tag each time, so that it never answers 304.");
        _validators = answered.Validators;
        Counters.Unchanged++;
        LastResult = PollResult.Unchanged;
        _trust.Whole(now);
        _guard.Confirmed();
        return Confirmed(answered.FreshFor, answered.Reuse, now);
    }

    private ResourceTransition Confirmed(TimeSpan freshFor, ReusePolicy reuse, DateTimeOffset now)
    {
        (FreshFor, _reuse) = (freshFor, reuse);
        Schedule.Unchanged(now, freshFor);
        return new ResourceTransition(BecomeFresh(now));
    }

    /// <summary>A document from storage is told to be fresh when it is first confirmed; whoever resumed on it could not know.</summary>
    private ResourceChanged[] BecomeFresh(DateTimeOffset now)
    {
        ConfirmedAt = now;
        _untold = null;
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
        LastResult = PollResult.Busy;
        Schedule.TurnedAway(now, busy.Since);
        return new ResourceTransition([]);
    }

    /// <summary>Nothing is known that was not known before. Who has a document sees it in the resource's state; who has none learns why.</summary>
    private ResourceTransition Throttled(PollOutcome.Throttled throttled, DateTimeOffset now)
    {
        Counters.Throttled++;
        LastResult = PollResult.Throttled;
        if (throttled.StatusCode is not null) Counters.Polls++;
        Schedule.Throttled(now, throttled.RetryAfter, throttled.Since);
        if (_document is not null || IsPaused || Staleness is { Code: DendriteErrorCode.Throttled }) return new ResourceTransition([]);
        return Turn(new Staleness(DendriteErrorCode.Throttled, throttled.Reason, throttled.StatusCode, Trouble?.Since ?? now, Math.Max(1, Schedule.Failures), Schedule.Due), now);
    }

    private ResourceTransition Failed(PollOutcome.Failed failed, DateTimeOffset now)
    {
        LastResult = failed.Code == DendriteErrorCode.CircuitOpen ? PollResult.Refused : PollResult.Failed;
        if (LastResult == PollResult.Refused) Schedule.Refused(now, failed.RetryAfter);
        else
        {
            Counters.Failures++;
            Schedule.Failed(now, failed.RetryAfter);
        }
        if (IsPaused) return new ResourceTransition([]);
        var before = Trouble;
        return Turn(new Staleness(failed.Code, failed.Reason, failed.StatusCode, before is { Code: not DendriteErrorCode.Gone } ? before.Since : now, Schedule.Failures, Schedule.Due), now);
    }

    /// <summary>There is no such document. Told once, when it is noticed.</summary>
    private ResourceTransition Gone(PollOutcome.Failed gone, DateTimeOffset now)
    {
        var before = IsGone ? Trouble : null;
        LastResult = PollResult.Gone;
        Schedule.Gone(now, gone.RetryAfter);
        if (IsPaused) return new ResourceTransition([]);
        var staleness = new Staleness(gone.Code, gone.Reason, gone.StatusCode, before?.Since ?? now, (before?.Failures ?? 0) + 1, Schedule.Due);
        if (before is null || Staleness is null) return Turn(staleness, now);
        Staleness = staleness;
        return new ResourceTransition([]);
    }

    /// <summary>Goes from well to unwell, or from one reason to the next, and says so, but for one that comes and goes all the time.</summary>
    private ResourceTransition Turn(Staleness staleness, DateTimeOffset now)
    {
        if (Staleness is null && _document is not null && !MayTell(now))
        {
            _untold = staleness;
            return new ResourceTransition([]);
        }
        (_untold, Staleness) = (null, staleness);
        return Told(staleness);
    }

    private bool MayTell(DateTimeOffset now)
    {
        _tellings = Math.Min(MostTellings, _tellings + Math.Max(0, (now - _toldAt) / _backend.MaxInterval));
        _toldAt = now;
        if (_tellings < 1) return false;
        _tellings--;
        return true;
    }

    private ResourceTransition Told(Staleness staleness) => new(
        [new ResourceChanged(staleness.Code == DendriteErrorCode.Gone ? ChangeKind.Gone : ChangeKind.Stale, Position, _document?.Hash.ToString() ?? "", [], staleness)]);

    /// <summary>The step to the next document in each format in use; null where nothing changed.</summary>
    /// <param name="next">The next document.</param>
    /// <param name="formats">The formats in use.</param>
    /// <param name="smallest">The smallest of them, for the record; one is made where none is in use. Null for the first document.</param>
    private List<EncodedStep>? Encode(JsonIndex next, ResourceFormat formats, out FlightStep? smallest)
    {
        smallest = null;
        var steps = new List<EncodedStep>();
        if (_document is not { } old)
        {
            var whole = new Utf8Json(next.Utf8);
            foreach (var format in DiffFormats.All)
                if (formats.HasFlag(format)) steps.Add(new EncodedStep(format, ResourceFormat.Snapshot, whole));
            return steps;
        }
        if (formats == ResourceFormat.None)
        {
            var patch = _differ.Compute(old, next, DiffFormat.Patch);
            if (patch.IsEmpty) return null;
            smallest = new FlightStep(Position.Next(), patch.Format.ToResource(), new Utf8Json(patch.Utf8));
            return steps;
        }
        foreach (var format in DiffFormats.All)
        {
            if (!formats.HasFlag(format)) continue;
            var diff = _differ.Compute(old, next, format.ToDiff());
            if (diff.IsEmpty) return null;
            steps.Add(new EncodedStep(format, diff.Format.ToResource(), new Utf8Json(diff.Utf8)));
        }
        var least = steps.MinBy(step => step.Data.Length)!;
        smallest = new FlightStep(Position.Next(), least.Form, least.Data);
        return steps;
    }

    private void SetDocument(JsonIndex document, Position position, Validators? validators)
    {
        _document = document;
        _json = new Utf8Json(document.Utf8);
        Position = position;
        _validators = validators;
    }

    /// <summary>The differ of updates, which are exact, and the one that finds out whether there is to be an update; null where nothing is ignored.</summary>
    private static (JsonDiffer, JsonDiffer?) DiffersFor(BackendDefinition backend) =>
        (new(new DiffOptions { Keys = backend.Keys }), backend.Ignore.Count == 0 ? null : new(new DiffOptions { Keys = backend.Keys, Ignore = backend.Ignore }));

    private static byte[] AsArray(JsonIndex document) =>
        MemoryMarshal.TryGetArray(document.Utf8, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length ? segment.Array : document.Utf8.ToArray();
}
