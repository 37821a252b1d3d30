using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What each outcome of a poll makes of a resource.</summary>
public sealed class ResourceCoreTests
{
    private readonly CoreHost _host = new();

    private ResourceCore Core => _host.Core;

    [Fact]
    public void New_KnowsNothingAndIsDueAtOnce()
    {
        Assert.Equal((0L, 0, null, null, null), (Core.Position.Sequence, Core.DocumentBytes, Core.Snapshot, Core.Staleness, Core.ConfirmedAt));
        Assert.True(Core.Schedule.Due <= CoreHost.Start);
        Assert.Equal(new PollRequest("x", "a=1", null), Core.NextPoll("x", "a=1"));
        Assert.Equal((Core.Position, null, 0), CatchUp(ResourceFormat.Patch, Core.Position));
    }

    [Fact]
    public void FirstDocument_IsToldWholeInEachFormatAsPositionOne()
    {
        var start = Core.Position;
        var change = Assert.Single(_host.Take("""{"n":1}"""));
        Assert.Equal((ChangeKind.Updated, start.Next(), null), (change.Kind, change.Position, change.Staleness));
        Assert.Equal([ResourceFormat.Patch, ResourceFormat.Merge, ResourceFormat.List, ResourceFormat.Snapshot, ResourceFormat.Auto], change.Steps.Select(s => s.Format));
        Assert.All(change.Steps, s => Assert.Equal((ResourceFormat.Snapshot, """{"n":1}"""), (s.Form, s.Data.ToString())));
        Assert.Equal(JsonIndex.Parse("""{"n":1}"""u8.ToArray()).Hash.ToString(), change.Hash);
        Assert.Equal((start.Next(), """{"n":1}""", change.Hash, null), (Core.Snapshot!.Position, _host.Document, Core.Snapshot.Hash, Core.Snapshot.Staleness));
        Assert.Equal((7, CoreHost.Start), (Core.DocumentBytes, Core.ConfirmedAt));
    }

    [Fact]
    public void Answer_BuildsTheNextStateAside()
    {
        _host.Take(CoreHost.Answer("1", "\"a\""));
        var before = Core.Position;
        var transition = _host.Apply(CoreHost.Answer("2", "\"b\""));
        Assert.Empty(transition.Changes);
        Assert.Equal((before.Next(), "2", "\"b\""), (transition.ToStore!.Position, Steps.Text(transition.ToStore.Document), transition.ToStore.Validators!.ETag));
        Assert.Equal((before, "1", "\"a\""), (Core.Position, _host.Document, Core.NextPoll("x", "").Validators!.ETag));
        Core.Commit(transition, _host.Now);
        Assert.Equal((before.Next(), "2", "\"b\""), (Core.Position, _host.Document, Core.NextPoll("x", "").Validators!.ETag));
    }

    /// <summary>Row 1.11: the old system diffed every answer against the first one, so each change was sent again for ever and a revert was silent.</summary>
    [Fact]
    public void ChangeThenRevert_IsExactlyOneUpdateEach()
    {
        _host.Take("""{"n":1}""");
        var first = Core.Position;
        var change = Assert.Single(_host.Take("""{"n":2}"""));
        Assert.Empty(_host.Take("""{"n":2}"""));
        Assert.Empty(_host.Take("""{"n":2}"""));
        var revert = Assert.Single(_host.Take("""{"n":1}"""));
        Assert.Equal((first.Next(), """[{"op":"replace","path":"/n","value":2}]"""), (change.Position, Step(change, ResourceFormat.Patch)));
        Assert.Equal((first.Next().Next(), """[{"op":"replace","path":"/n","value":1}]"""), (revert.Position, Step(revert, ResourceFormat.Patch)));
    }

    [Theory]
    [InlineData(CoreHost.EveryFormat)]
    [InlineData(ResourceFormat.None)]
    public void OtherSpelling_IsNoUpdateAndKeepsTheOldBytesButTakesTheNewValidators(ResourceFormat formats)
    {
        _host.Formats = formats;
        _host.Take(CoreHost.Answer("""{"a":1,"b":2}""", "\"1\""));
        var at = Core.Position;
        Assert.Empty(_host.Take(CoreHost.Answer("""{ "b": 2, "a": 1 }""", "\"2\"")));
        Assert.Equal((at, """{"a":1,"b":2}""", 1L, "\"2\""), (Core.Position, _host.Document, Core.Counters.Unchanged, Core.NextPoll("x", "").Validators!.ETag));
    }

    [Fact]
    public void Change_IsEncodedForTheFormatsInUseAndNoOther()
    {
        _host.Take("""{"n":1,"list":[{"id":1}]}""");
        _host.Formats = ResourceFormat.Merge | ResourceFormat.List;
        var change = Assert.Single(_host.Take("""{"n":1,"list":[{"id":1},{"id":2}]}"""));
        Assert.Equal([(ResourceFormat.Merge, ResourceFormat.Merge), (ResourceFormat.List, ResourceFormat.List)], change.Steps.Select(s => (s.Format, s.Form)));
        _host.Formats = ResourceFormat.Auto | ResourceFormat.Snapshot;
        change = Assert.Single(_host.Take("""{"n":2,"list":[{"id":1},{"id":2}]}"""));
        Assert.Equal("""{"n":2,"list":[{"id":1},{"id":2}]}""", Step(change, ResourceFormat.Snapshot));
        Assert.Equal(ResourceFormat.Merge, change.StepFor(ResourceFormat.Auto)!.Form);
        Assert.Null(change.StepFor(ResourceFormat.Patch));
    }

    [Fact]
    public void Change_WithoutListeners_MovesOnWithoutSteps()
    {
        _host.Formats = ResourceFormat.None;
        _host.Take("1");
        var change = Assert.Single(_host.Take("2"));
        Assert.Equal((0, "2", 2L), (change.Steps.Count, _host.Document, Core.Position.Sequence));
    }

    [Fact]
    public void Keys_OfTheBackend_TellItemsApart()
    {
        var core = new ResourceCore(CoreHost.Backend with { Keys = ["no"] }, new Random(1), CoreHost.Start);
        foreach (var json in new[] { """[{"no":1,"v":1},{"no":2,"v":1}]""", """[{"no":2,"v":1}]""" })
        {
            var transition = core.Apply(CoreHost.Answer(json), ResourceFormat.List, CoreHost.Start);
            var change = core.Commit(transition, CoreHost.Start)[0];
            if (core.Position.Sequence == 2) Assert.Equal(ResourceFormat.List, change.StepFor(ResourceFormat.List)!.Form);
        }
    }

    [Fact]
    public void Failure_IsToldWithReasonAndNextAttemptAndAgainUntilFresh()
    {
        _host.Take("1");
        var at = Core.Position;
        var since = _host.Now += TimeSpan.FromSeconds(5);
        var stale = Assert.Single(_host.Take(CoreHost.Failure("broken", TimeSpan.FromSeconds(30))));
        Assert.Equal((ChangeKind.Stale, at, Core.Snapshot!.Hash, 0), (stale.Kind, stale.Position, stale.Hash, stale.Steps.Count));
        Assert.Equal(new Staleness(DendriteErrorCode.UpstreamStatus, "broken", 500, since, 1, since.AddSeconds(30)), stale.Staleness);
        Assert.Equal(stale.Staleness, Core.Snapshot.Staleness);
        Assert.Equal(since.AddSeconds(30), Core.Schedule.Due);

        _host.Now += TimeSpan.FromSeconds(30);
        var again = Assert.Single(_host.Take(CoreHost.Failure("still broken"))).Staleness!;
        Assert.Equal(("still broken", since, 2), (again.Reason, again.Since, again.Failures));
        Assert.Equal((CoreHost.Start, false), (Core.ConfirmedAt, Core.IsRecent(_host.Now)));

        var fresh = Assert.Single(_host.Take("1"));
        Assert.Equal((ChangeKind.Fresh, at, Core.Snapshot.Hash, null), (fresh.Kind, fresh.Position, fresh.Hash, fresh.Staleness));
        Assert.Equal((null, _host.Now), (Core.Staleness, Core.ConfirmedAt));
        Assert.Empty(_host.Take("1"));

        _host.Now += TimeSpan.FromSeconds(1);
        Assert.Equal((_host.Now, 1), (Assert.Single(_host.Take(CoreHost.Failure("anew"))).Staleness!.Since, Core.Staleness!.Failures));
    }

    [Fact]
    public void Failure_EndedByAChange_TellsTheChangeAndThenFresh()
    {
        _host.Take("1");
        _host.Take(CoreHost.Failure("broken"));
        var told = _host.Take("2");
        Assert.Equal([(ChangeKind.Updated, 2L), (ChangeKind.Fresh, 2L)], told.Select(c => (c.Kind, c.Position.Sequence)));
        Assert.Null(Core.Staleness);
    }

    [Fact]
    public void DownFromTheStart_IsStaleWithoutADocumentThenSnapshotAndFresh()
    {
        var start = Core.Position;
        var stale = Assert.Single(_host.Take(CoreHost.Failure("broken")));
        Assert.Equal((ChangeKind.Stale, start, ""), (stale.Kind, stale.Position, stale.Hash));
        Assert.Null(Core.Snapshot);
        var told = _host.Take("1");
        Assert.Equal([(ChangeKind.Updated, start.Next()), (ChangeKind.Fresh, start.Next())], told.Select(c => (c.Kind, c.Position)));
        Assert.Equal(ResourceFormat.Snapshot, told[0].StepFor(ResourceFormat.Patch)!.Form);
    }

    [Fact]
    public void InvalidJson_IsAFailureThatKeepsTheDocument()
    {
        _host.Take(CoreHost.Answer("""{"n":1}""", "\"1\""));
        var stale = Assert.Single(_host.Take(CoreHost.Answer("""{"n":""", "\"2\"")));
        Assert.Equal((ChangeKind.Stale, DendriteErrorCode.UpstreamInvalidJson), (stale.Kind, stale.Staleness!.Code));
        Assert.Equal(("""{"n":1}""", 1L, "\"1\""), (_host.Document, Core.Position.Sequence, Core.NextPoll("x", "").Validators!.ETag));
    }

    [Fact]
    public void NotModified_ConfirmsTheDocumentAndIsObeyed()
    {
        _host.Take("1");
        _host.Now += TimeSpan.FromSeconds(3);
        Assert.Empty(_host.Take(new PollOutcome.NotModified(TimeSpan.FromMinutes(2))));
        Assert.Equal((_host.Now, _host.Now.AddMinutes(2), 1L), (Core.ConfirmedAt, Core.Schedule.Due, Core.Counters.NotModified));
        _host.Take(CoreHost.Failure("broken"));
        Assert.Equal(ChangeKind.Fresh, Assert.Single(_host.Take(new PollOutcome.NotModified(TimeSpan.Zero))).Kind);
    }

    [Fact]
    public void NotModified_WithoutADocument_IsTheBackendsFailure()
    {
        var stale = Assert.Single(_host.Take(new PollOutcome.NotModified(TimeSpan.Zero)));
        Assert.Equal((DendriteErrorCode.UpstreamStatus, 304), (stale.Staleness!.Code, stale.Staleness.StatusCode));
        Assert.Equal((0L, 1L), (Core.Counters.NotModified, Core.Counters.Failures));
    }

    [Fact]
    public void MaxAge_OfAChangeAndOfNone_IsObeyed()
    {
        _host.Take(CoreHost.Answer("1", freshFor: TimeSpan.FromMinutes(5)));
        Assert.Equal(CoreHost.Start.AddMinutes(5), Core.Schedule.Due);
        _host.Take(CoreHost.Answer("1", freshFor: TimeSpan.FromMinutes(6)));
        Assert.Equal(CoreHost.Start.AddMinutes(6), Core.Schedule.Due);
    }

    [Fact]
    public void IsRecent_WithinTheMinimumInterval()
    {
        Assert.False(Core.IsRecent(_host.Now));
        _host.Take("1");
        Assert.True(Core.IsRecent(_host.Now + CoreHost.Backend.MinInterval - TimeSpan.FromTicks(1)));
        Assert.False(Core.IsRecent(_host.Now + CoreHost.Backend.MinInterval));
    }

    [Fact]
    public void FromStorage_GoesOnWhereItWasAndTellsFreshWhenFirstConfirmed()
    {
        var host = new CoreHost(CoreHost.Stored("1", 7, "\"a\""));
        Assert.Equal((new Position(5, 7), "1", "\"a\"", null), (host.Core.Position, host.Document, host.Core.NextPoll("x", "").Validators!.ETag, host.Core.ConfirmedAt));
        Assert.False(host.Core.IsRecent(host.Now));
        Assert.Equal((ChangeKind.Fresh, new Position(5, 7)), KindAndPosition(Assert.Single(host.Take(new PollOutcome.NotModified(TimeSpan.Zero)))));
        Assert.Empty(host.Take(new PollOutcome.NotModified(TimeSpan.Zero)));
    }

    [Fact]
    public void FromStorage_ChangedMeanwhile_IsAStepFromTheStoredDocumentAndThenFresh()
    {
        var host = new CoreHost(CoreHost.Stored("""{"n":1}"""));
        var told = host.Take("""{"n":2}""");
        Assert.Equal([(ChangeKind.Updated, new Position(5, 8)), (ChangeKind.Fresh, new Position(5, 8))], told.Select(KindAndPosition));
        Assert.Equal("""[{"op":"replace","path":"/n","value":2}]""", Step(told[0], ResourceFormat.Patch));
    }

    [Fact]
    public void FromStorage_WhatIsNoJson_IsRefused() => Assert.Throws<JsonFormatException>(() => new CoreHost(CoreHost.Stored("{")));

    [Fact]
    public void CatchUp_FromHistory_GivesExactlyWhatWasMissed()
    {
        for (var n = 1; n <= 4; n++) _host.Take($"{n}");
        var missed = Core.CatchUp(ResourceFormat.Patch, new Position(Core.Position.Epoch, 2));
        Assert.Equal((Core.Position, null), (missed.Position, missed.Snapshot));
        Assert.Equal([3L, 4], missed.Missed.Select(c => c.Position.Sequence));
        Assert.Equal((Core.Position, null, 0), CatchUp(ResourceFormat.Patch, Core.Position));
    }

    [Fact]
    public void CatchUp_FromNowhereAnotherEpochOrBeyond_GivesASnapshot()
    {
        _host.Take("1");
        _host.Take("2");
        Position?[] unknown = [null, new Position(42, 1), Core.Position.Next(), default(Position)];
        foreach (var from in unknown) Assert.Equal((Core.Position, "2", 0), CatchUp(ResourceFormat.Patch, from));
    }

    [Fact]
    public void CatchUp_InAFormatThatWasNotInUse_GivesASnapshot()
    {
        _host.Take("1");
        var from = Core.Position;
        _host.Formats = ResourceFormat.Merge;
        _host.Take("2");
        Assert.Equal((Core.Position, "2", 0), CatchUp(ResourceFormat.Patch, from));
        Assert.Equal((Core.Position, null, 1), CatchUp(ResourceFormat.Merge, from));
    }

    [Fact]
    public void CatchUp_FromStorage_KnowsItsPositionAndNothingBefore()
    {
        var core = new CoreHost(CoreHost.Stored("1", 7)).Core;
        Assert.Null(core.CatchUp(ResourceFormat.Patch, new Position(5, 7)).Snapshot);
        Assert.NotNull(core.CatchUp(ResourceFormat.Patch, new Position(5, 6)).Snapshot);
    }

    [Fact]
    public void Refused_KeepsEverythingAndTheNextAnswerRepeatsThePosition()
    {
        _host.Take(CoreHost.Answer("1", "\"1\""));
        var at = Core.Position;
        var transition = _host.Apply(CoreHost.Answer("2", "\"2\""));
        var stale = Assert.Single(Core.Refuse(new(DendriteErrorCode.StorageUnavailable, "the disk is full"), _host.Now).Changes);
        Assert.Equal((ChangeKind.Stale, at, DendriteErrorCode.StorageUnavailable, "the disk is full"), (stale.Kind, stale.Position, stale.Staleness!.Code, stale.Staleness.Reason));
        Assert.Equal(("1", "\"1\"", 1L, 1L, 1), (_host.Document, Core.NextPoll("x", "").Validators!.ETag, Core.Counters.Updates, Core.Counters.Failures, Core.Schedule.Failures));
        Assert.Equal((at, null, 0), CatchUp(ResourceFormat.Patch, at));
        var told = _host.Take("3");
        Assert.Equal([(ChangeKind.Updated, transition.ToStore!.Position), (ChangeKind.Fresh, at.Next())], told.Select(KindAndPosition));
        Assert.Equal("3", _host.Document);
    }

    [Fact]
    public void Commit_OfNothing_TellsNothing()
    {
        _host.Take("1");
        Assert.Empty(Core.Commit(_host.Apply(CoreHost.Answer("1")), _host.Now));
        Assert.Equal(1L, Core.Counters.Updates);
    }

    [Fact]
    public void Redefined_KeepsTheDocumentAndGoesByTheNewIntervalsAndKeys()
    {
        _host.Take("""[{"no":1},{"no":2}]""");
        for (var i = 0; i < 9; i++) _host.Take(new PollOutcome.NotModified(TimeSpan.Zero));
        _host.Take(CoreHost.Failure("broken"));
        var (at, staleness) = (Core.Position, Core.Staleness);
        Core.Redefine(CoreHost.Backend with { MinInterval = TimeSpan.FromMinutes(2), MaxInterval = TimeSpan.FromMinutes(2), Keys = ["no"] }, new Random(1), _host.Now);
        Assert.Equal((at, staleness, _host.Now), (Core.Position, Core.Staleness, Core.Schedule.Due));
        Assert.Equal(TimeSpan.FromMinutes(2), Core.Schedule.Interval);
        // By the keys of before it would be a refresh.
        Assert.Equal("""[{"event":"remove","index":0,"data":{"no":1}}]""", _host.Take("""[{"no":2}]""")[0].StepFor(ResourceFormat.List)!.Data.ToString());
        Assert.True(Core.IsRecent(_host.Now.AddSeconds(119)));
    }

    [Fact]
    public void OpenCircuit_IsStaleButNoPollAndAddsNothingToTheBackoff()
    {
        _host.Take("1");
        for (var i = 1; i <= 9; i++)
        {
            var stale = Assert.Single(_host.Take(CoreHost.Refusal(TimeSpan.FromSeconds(5)))).Staleness!;
            Assert.Equal((DendriteErrorCode.CircuitOpen, i, _host.Now.AddSeconds(5)), (stale.Code, stale.Failures, stale.NextAttempt));
        }
        Assert.Equal((1L, 0L), (Core.Counters.Polls, Core.Counters.Failures));
        _host.Take(CoreHost.Failure("broken"));
        Assert.InRange(Core.Schedule.Due - _host.Now, CoreHost.Backend.MinInterval / 2, CoreHost.Backend.MinInterval);
    }

    /// <summary>A resource that moves to another silo: who listens resumes there as here, and the backend is not asked sooner than it asked to be.</summary>
    [Fact]
    public void TakenUp_GoesOnWithHistoryStalenessScheduleAndCounters()
    {
        foreach (var n in (int[])[1, 2, 3]) _host.Take($$"""{"n":{{n}}}""");
        var first = new Position(_host.Core.Position.Epoch, 1);
        _host.Take(CoreHost.Failure("broken", TimeSpan.FromMinutes(3)));
        var there = new ResourceCore(CoreHost.Backend, new Random(2), _host.Now, _host.Core.Stored);

        Assert.True(there.TakeUp(_host.Core.Carry()));

        Assert.Equal([2L, 3L], there.CatchUp(ResourceFormat.Patch, first).Missed.Select(update => update.Position.Sequence));
        Assert.Equal((_host.Core.Staleness, _host.Core.ConfirmedAt), (there.Staleness, there.ConfirmedAt));
        Assert.Equal((_host.Core.Schedule.Due, 1, _host.Core.Schedule.Interval), (there.Schedule.Due, there.Schedule.Failures, there.Schedule.Interval));
        Assert.True(there.Schedule.MustWait(_host.Now + TimeSpan.FromMinutes(2)));
        Assert.Equal((4L, 3L, 1L), (there.Counters.Polls, there.Counters.Updates, there.Counters.Failures));
        Assert.Equal(ChangeKind.Fresh, Assert.Single(there.Apply(CoreHost.Answer("""{"n":3}"""), ResourceFormat.Patch, _host.Now).Changes).Kind);
    }

    /// <summary>Another activation has written meanwhile: its history is not this one's.</summary>
    [Fact]
    public void TakenUp_AtAnotherPosition_ChangesNothing()
    {
        _host.Take("1");
        var carried = _host.Core.Carry();
        _host.Take("2");
        var there = new ResourceCore(CoreHost.Backend, new Random(2), _host.Now, _host.Core.Stored);
        Assert.False(there.TakeUp(carried));
        Assert.Equal((0L, null), (there.Counters.Polls, there.ConfirmedAt));
        Assert.NotNull(there.CatchUp(ResourceFormat.Patch, carried.Position).Snapshot);
    }

    [Fact]
    public void Counters_SayWhatBecameOfEachPoll()
    {
        _host.Take("""{"n":1}""");
        _host.Take("""{"n":1}""");
        _host.Take("""{"n":22}""");
        _host.Take("{");
        _host.Take(CoreHost.Failure("broken"));
        _host.Take(CoreHost.Refusal());
        _host.Take(new PollOutcome.NotModified(TimeSpan.Zero));
        var counters = Core.Counters;
        Assert.Equal((6L, 1L, 1L, 2L, 2L, 23L), (counters.Polls, counters.NotModified, counters.Unchanged, counters.Updates, counters.Failures, counters.BytesReceived));
    }

    private (Position, string?, int) CatchUp(ResourceFormat format, Position? from)
    {
        var start = Core.CatchUp(format, from);
        return (start.Position, start.Snapshot?.Document.ToString(), start.Missed.Count);
    }

    private static (ChangeKind, Position) KindAndPosition(ResourceChanged change) => (change.Kind, change.Position);

    private static string Step(ResourceChanged change, ResourceFormat format) => change.StepFor(format)!.Data.ToString();

    [Fact]
    public void Busy_TellsNobodyAnythingAndIsShown()
    {
        _host.Take("""{"a":1}""");
        var since = _host.Now;
        Assert.Empty(_host.Take(new PollOutcome.Busy(since, "no place")));
        Assert.Equal((null, 1L, 1L, 0L, true), (Core.Staleness, Core.Counters.Polls, Core.Counters.Busy, Core.Counters.Failures, Core.Schedule.IsBusy));
        Assert.Equal(since, Core.NextPoll("x", "").WaitingSince);
        Assert.Equal(ChangeKind.Updated, Assert.Single(_host.Take(CoreHost.Answer("""{"a":2}""") with { Waited = TimeSpan.FromSeconds(40) })).Kind);
        Assert.Equal((null, true), (Core.NextPoll("x", "").WaitingSince, Core.Schedule.IsBusy));
    }

    [Fact]
    public void Busy_WhileStale_LeavesTheStalenessAsItIs()
    {
        _host.Take(CoreHost.Failure("broken"));
        var stale = Core.Staleness;
        Assert.Empty(_host.Take(new PollOutcome.Busy(_host.Now, "no place")));
        Assert.Same(stale, Core.Staleness);
    }
}
