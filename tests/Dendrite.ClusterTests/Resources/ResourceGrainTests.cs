using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Grains.Resources;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class ResourceGrainTests : IAsyncLifetime
{
    private ResourceCluster _cluster = null!;

    private CancellationToken Limit => _cluster.Limit;

    public async Task InitializeAsync() => _cluster = await ResourceCluster.StartAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task Fetch_FirstTime_PollsOnceAndGivesTheDocument()
    {
        _cluster.Upstream.Answer("""{"n":1}""");
        var snapshot = await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        Assert.Equal("""{"n":1}""", snapshot.Document.ToString());
        Assert.Equal(1, snapshot.Position.Sequence);
        Assert.Null(snapshot.Staleness);
        Assert.Equal(1, _cluster.Upstream.Polls);
    }

    [Fact]
    public async Task Fetch_WithinTheMinimumInterval_DoesNotPollAgain()
    {
        _cluster.Upstream.Answer("1");
        await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        Assert.Equal(1, _cluster.Upstream.Polls);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        Assert.Equal(2, _cluster.Upstream.Polls);
    }

    [Fact]
    public async Task Fetch_ManyAtOnce_ShareOnePoll()
    {
        var gate = new TaskCompletionSource<PollOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Upstream.Answer(_ => gate.Task);
        var fetches = Enumerable.Range(0, 20).Select(_ => Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit)).ToArray();
        await _cluster.Upstream.WaitForPollsAsync(1, Limit);
        gate.SetResult(new PollOutcome.Answered("[]"u8.ToArray(), new Validators(null, null), TimeSpan.Zero));
        await Task.WhenAll(fetches);
        Assert.Equal(1, _cluster.Upstream.Polls);
    }

    [Fact]
    public async Task Fetch_FailingWithNothingAtHand_ThrowsAndWaitsOutTheBackoff()
    {
        _cluster.Upstream.Fail("broken", retryAfter: TimeSpan.FromSeconds(30));
        var error = await Assert.ThrowsAsync<UpstreamException>(() => Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit));
        Assert.Equal((DendriteErrorCode.UpstreamStatus, 500), (error.Code, error.StatusCode));
        error = await Assert.ThrowsAsync<UpstreamException>(() => Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit));
        Assert.InRange(error.RetryAfter!.Value, TimeSpan.FromSeconds(29), TimeSpan.FromSeconds(30));
        Assert.Equal(1, _cluster.Upstream.Polls);
    }

    [Fact]
    public async Task Fetch_FailingWithADocumentAtHand_GivesItWithTheReason()
    {
        _cluster.Upstream.Answer("1");
        await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        _cluster.Upstream.Fail("broken");
        var snapshot = await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        Assert.Equal("1", snapshot.Document.ToString());
        Assert.Equal("broken", snapshot.Staleness!.Reason);
    }

    /// <summary>Where the question went to a silo that had just been lost, listeners heard nothing for Orleans's response time-out, half a minute.</summary>
    [Fact]
    public async Task CatchUp_WithoutAnAnswer_IsToldAsStaleAndAskedAgain()
    {
        _cluster.Upstream.Answer("1");
        await using var listener = await ListenAsync("x", ResourceFormat.Patch);
        await listener.NextAsync();
        _cluster.Unanswered = nameof(IResourceGrain.JoinAsync);
        _cluster.LeaveAll();
        Assert.Equal(DendriteErrorCode.ClusterUnavailable, (await listener.NextAsync()).Staleness?.Code);
        _cluster.Unanswered = null;
        Assert.Equal(StepKind.Fresh, (await listener.NextAsync()).Kind);
        _cluster.Upstream.Answer("2");
        await _cluster.PollAgainAsync();
        Assert.Equal(StepKind.Update, (await listener.NextAsync()).Kind);
    }

    /// <summary>Two who listen wish two ages, a third none: the document is kept as young as the backend allows, and each is told of its own age alone.</summary>
    [Fact]
    public async Task Listen_WithAMaxAgeThatTheBackendForbids_IsToldAndTheOthersAreNot()
    {
        _cluster.Upstream.Answer("1", freshFor: TimeSpan.FromSeconds(60));
        await using var none = await ListenAsync("x", ResourceFormat.Patch);
        await using var five = await ListenAsync("x", ResourceFormat.Patch, maxAge: TimeSpan.FromSeconds(5));
        await using var two = await ListenAsync("x", ResourceFormat.Patch, maxAge: TimeSpan.FromMinutes(2));
        foreach (var listener in new[] { none, five, two }) Assert.Equal(StepKind.Snapshot, (await listener.NextAsync()).Kind);
        var stale = await five.NextAsync();
        Assert.Equal((StepKind.Stale, DendriteErrorCode.TooOld, TimeSpan.FromSeconds(5)), (stale.Kind, stale.Staleness!.Code, stale.Staleness.MaxAge));
        // Who comes later learns it with the start.
        await using var late = await ListenAsync("x", ResourceFormat.Patch, maxAge: TimeSpan.FromSeconds(5));
        Assert.Equal((StepKind.Snapshot, StepKind.Stale), ((await late.NextAsync()).Kind, (await late.NextAsync()).Kind));

        _cluster.Upstream.Answer("2");
        // The poll's timer and that of the age; a clock that moves before both are armed passes the poll by.
        await Eventually.HoldsAsync(() => Task.FromResult(_cluster.Clock.Due.Count >= 2), "both timers are armed", TimeSpan.FromSeconds(10));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(60));
        foreach (var listener in new[] { none, five, two, late }) Assert.Equal(StepKind.Update, (await listener.NextAsync()).Kind);
        foreach (var listener in new[] { five, late }) Assert.Equal(StepKind.Fresh, (await listener.NextAsync()).Kind);
    }

    /// <summary>A wish costs the backend requests; it ends with the listener who had it, not with the last one.</summary>
    [Fact]
    public async Task Listen_WithAMaxAge_WhoLeaves_TakesTheWishAlong()
    {
        _cluster.Upstream.Answer("1");
        await using var stays = await ListenAsync("x", ResourceFormat.Patch);
        await stays.NextAsync();
        var wishes = await ListenAsync("x", ResourceFormat.Patch, maxAge: TimeSpan.FromMilliseconds(2000));
        await wishes.NextAsync();
        for (var poll = 0; poll < 8; poll++) await _cluster.PollAgainAsync();
        Assert.InRange((await Grain("x").GetStatusAsync(Limit)).Interval, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        await wishes.DisposeAsync();
        await Eventually.HoldsAsync(async () => (await Grain("x").GetStatusAsync(Limit)).MaxAge is null, "the wish has gone", TimeSpan.FromSeconds(10));
        for (var poll = 0; poll < 8; poll++) await _cluster.PollAgainAsync();
        var status = await Grain("x").GetStatusAsync(Limit);
        Assert.True(status.Interval > TimeSpan.FromSeconds(2), $"{status}");
    }

    [Fact]
    public async Task Fetch_WithinATime_AsksOnlyWhenOlder_AndSaysWhyWhereItCannot()
    {
        _cluster.Upstream.Answer("1", freshFor: TimeSpan.FromSeconds(60));
        var key = ResourceCluster.KeyOf("x");
        await Grain("x").FetchAsync(key, Limit);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null((await Grain("x").FetchWithinAsync(key, TimeSpan.FromSeconds(20), Limit)).Staleness);
        Assert.Equal(DendriteErrorCode.TooOld, (await Grain("x").FetchWithinAsync(key, TimeSpan.FromSeconds(5), Limit)).Staleness?.Code);
        Assert.Equal(1, _cluster.Upstream.Polls);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Null((await Grain("x").FetchWithinAsync(key, TimeSpan.FromSeconds(5), Limit)).Staleness);
        Assert.Equal(2, _cluster.Upstream.Polls);
    }

    /// <summary>The document as it was at each position and at a time, also after the resource has left and come back, until it is evicted.</summary>
    [Fact]
    public async Task ReadAt_PositionsAndTimes_AreTheDocumentsThatWere_UntilTheResourceIsEvicted()
    {
        var key = ResourceCluster.KeyOf("x");
        _cluster.Upstream.Answer("""{"n":0}""");
        var listener = await ListenAsync("x", ResourceFormat.Merge);
        var positions = new List<(Position Position, DateTimeOffset At)> { ((await listener.NextAsync()).Position, _cluster.Clock.GetUtcNow()) };
        for (var n = 1; n < 80; n++)
        {
            _cluster.Upstream.Answer($$"""{"n":{{n}}}""");
            await _cluster.PollAgainAsync();
            positions.Add(((await listener.NextAsync()).Position, _cluster.Clock.GetUtcNow()));
            await RecordedAsync(positions[^1].Position);
        }
        for (var n = 0; n < 80; n++)
        {
            Assert.Equal($$"""{"n":{{n}}}""", (await Grain("x").ReadAtAsync(key, positions[n].Position, null, Limit)).Document.ToString());
            Assert.Equal(positions[n].Position, (await Grain("x").ReadAtAsync(key, null, positions[n].At, Limit)).Position);
        }
        var polls = await Grain("x").ReadPollsAsync(key, 1000, Limit);
        Assert.Equal(80, polls.Count(poll => poll.Result == PollResult.Changed));
        Assert.Equal(positions.Select(p => p.Position), polls.Where(poll => poll.Result == PollResult.Changed).Select(poll => poll.Position));
        Assert.Equal(7, (await Grain("x").ReadPollsAsync(key, 7, Limit)).Count);

        _cluster.LeaveAll();
        await listener.DisposeAsync();
        foreach (var n in (int[])[0, 31, 32, 33, 79])
            Assert.Equal($$"""{"n":{{n}}}""", (await Grain("x").ReadAtAsync(key, positions[n].Position, null, Limit)).Document.ToString());

        var unknown = await Assert.ThrowsAsync<InvalidRequestException>(() => Grain("x").ReadAtAsync(key, positions[^1].Position.Next(), null, Limit));
        Assert.Equal(DendriteErrorCode.NotRecorded, unknown.Code);
        await Assert.ThrowsAsync<InvalidRequestException>(() => Grain("x").ReadAtAsync(key, null, positions[0].At.AddDays(-1), Limit));
        await Grain("x").CommandAsync(key, ResourceCommand.Evict, "why", "me", Limit);
        await Assert.ThrowsAsync<InvalidRequestException>(() => Grain("x").ReadAtAsync(key, positions[3].Position, null, Limit));
    }

    /// <summary>A record that can't be kept costs nobody an update.</summary>
    [Fact]
    public async Task Record_ThatTheStoreRefuses_IsLeftOut_AndListenersGetTheirUpdates()
    {
        var key = ResourceCluster.KeyOf("x");
        _cluster.Upstream.Answer("1");
        await using var listener = await ListenAsync("x", ResourceFormat.Patch);
        var first = (await listener.NextAsync()).Position;
        _cluster.FlightFault = new StorageException("The store refuses.");
        foreach (var n in (string[])["2", "3"])
        {
            _cluster.Upstream.Answer(n);
            await _cluster.PollAgainAsync();
            Assert.Equal(StepKind.Update, (await listener.NextAsync()).Kind);
        }
        _cluster.FlightFault = null;
        await Assert.ThrowsAsync<InvalidRequestException>(() => Grain("x").ReadAtAsync(key, first, null, Limit));
        foreach (var n in (string[])["4", "5"])
        {
            _cluster.Upstream.Answer(n);
            await _cluster.PollAgainAsync();
            await RecordedAsync((await listener.NextAsync()).Position);
        }
        Assert.Equal("4", (await Grain("x").ReadAtAsync(key, new Position(first.Epoch, first.Sequence + 3), null, Limit)).Document.ToString());
    }

    [Fact]
    public async Task Pace_OfADocument_IsKept_SoThatWhatComesBackBeginsAsItWas()
    {
        _cluster.Upstream.Answer("1");
        var listener = await ListenAsync("x", ResourceFormat.Patch);
        await listener.NextAsync();
        _cluster.Clock.Advance(TimeSpan.Zero);
        for (var poll = 0; poll < 8; poll++) await _cluster.PollAgainAsync();
        _cluster.Upstream.Answer("2");
        await _cluster.PollAgainAsync();
        await listener.NextAsync();
        var every = (await Grain("x").GetStatusAsync(Limit)).ChangesEvery;
        Assert.True(every > TimeSpan.FromSeconds(16), $"{every}");
        await listener.DisposeAsync();
        _cluster.LeaveAll();
        await Eventually.HoldsAsync(() => Task.FromResult(_cluster.ActiveResources == 0), "the resource has left", TimeSpan.FromSeconds(10));
        await using var back = await ListenAsync("x", ResourceFormat.Patch);
        await back.NextAsync();
        var status = await Grain("x").GetStatusAsync(Limit);
        Assert.Equal(every, status.ChangesEvery);
        Assert.Equal(TimeSpan.FromSeconds(8), status.Interval);
    }

    [Fact]
    public async Task Fetch_StateRefused_GivesTheOldDocumentWithTheStoresReasonUntilItIsKept()
    {
        _cluster.Upstream.Answer("1");
        await using var listener = await ListenAsync("x", ResourceFormat.Patch);
        await listener.NextAsync();
        var before = await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        _cluster.Upstream.Answer("2");
        _cluster.StorageFault = new StorageException("State cannot be kept: the disk is full.");
        _cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        var refused = await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        Assert.Equal(("1", before.Position), (refused.Document.ToString(), refused.Position));
        Assert.Equal((DendriteErrorCode.StorageUnavailable, "State cannot be kept: the disk is full."), (refused.Staleness!.Code, refused.Staleness.Reason));
        _cluster.StorageFault = null;
        _cluster.Clock.Advance(TimeSpan.FromMinutes(5));
        var kept = await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        Assert.Equal(("2", before.Position.Next(), null), (kept.Document.ToString(), kept.Position, kept.Staleness));
    }

    [Fact]
    public async Task Fetch_StateFailsByADefect_TellsNothingOfIt()
    {
        _cluster.Upstream.Answer("1");
        _cluster.StorageFault = new InvalidOperationException("inner workings");
        await using var listener = await ListenAsync("x", ResourceFormat.Patch);
        Assert.Equal(StepKind.Stale, (await listener.NextAsync()).Kind);
        var error = await Assert.ThrowsAsync<UpstreamException>(() => Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit));
        Assert.Equal(DendriteErrorCode.Internal, error.Code);
        Assert.DoesNotContain("inner workings", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_UnknownBackend_IsRefusedByName()
    {
        var grain = _cluster.Client.GetResource(new ResourceKey("nope", ResourceKey.PublicScope, "x"));
        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => grain.FetchAsync(new ResourceKey("nope", ResourceKey.PublicScope, "x"), Limit));
        Assert.Equal(DendriteErrorCode.UnknownBackend, error.Code);
        Assert.Contains("nope", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_BackendThatIsNotPublic_AsksForALogin()
    {
        _cluster.Upstream.Definition = _cluster.Upstream.Definition with { Public = false };
        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit));
        Assert.Equal(DendriteErrorCode.LoginRequired, error.Code);
    }

    [Fact]
    public async Task Listen_BeforeAnyDocument_GetsASnapshotAsTheFirstUpdate()
    {
        _cluster.Upstream.Answer("""{"n":1}""");
        await using var steps = await ListenAsync("x", ResourceFormat.Patch);
        var first = await steps.NextAsync();
        Assert.Equal((StepKind.Snapshot, 1L, """{"n":1}"""), (first.Kind, first.Position.Sequence, first.Data!.ToString()));
    }

    [Fact]
    public async Task Listen_ManyListenersInSeveralFormats_ShareOnePollAndAgreeOnPositions()
    {
        _cluster.Upstream.Answer("""{"n":1,"list":[]}""");
        ResourceFormat[] formats = [ResourceFormat.Patch, ResourceFormat.Merge, ResourceFormat.List, ResourceFormat.Snapshot, ResourceFormat.Auto];
        var listeners = new List<StepReader>();
        for (var i = 0; i < 50; i++) listeners.Add(await ListenAsync("x", formats[i % formats.Length]));
        foreach (var listener in listeners) Assert.Equal(1, (await listener.NextAsync()).Position.Sequence);
        var polls = _cluster.Upstream.Polls;
        _cluster.Upstream.Answer("""{"n":2,"list":[]}""");
        await _cluster.PollAgainAsync();
        foreach (var listener in listeners)
        {
            var step = await listener.NextAsync();
            Assert.Equal((2L, 32), (step.Position.Sequence, step.Hash.Length));
        }
        Assert.Equal(polls + 1, _cluster.Upstream.Polls);
        Assert.Equal(1, (await Grain("x").GetStatusAsync(Limit)).Feeds);
        foreach (var listener in listeners) await listener.DisposeAsync();
    }

    [Fact]
    public async Task Listen_BackendDownFromTheStart_GoesStaleFirstAndSnapshotLater()
    {
        _cluster.Upstream.Fail("broken");
        await using var steps = await ListenAsync("x", ResourceFormat.Patch);
        Assert.Equal(StepKind.Stale, (await steps.NextAsync()).Kind);
        _cluster.Upstream.Answer("1");
        await _cluster.PollAgainAsync();
        Assert.Equal(StepKind.Snapshot, (await steps.NextAsync()).Kind);
        Assert.Equal(StepKind.Fresh, (await steps.NextAsync()).Kind);
    }

    [Fact]
    public async Task Listen_WhileABackendHangs_DoesNotWait()
    {
        _cluster.Upstream.Answer("1");
        await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        var gate = new TaskCompletionSource<PollOutcome>();
        _cluster.Upstream.Answer(_ => gate.Task);
        await using var first = await ListenAsync("x", ResourceFormat.Patch);
        Assert.Equal(StepKind.Snapshot, (await first.NextAsync()).Kind);
        await _cluster.Clock.WaitForTimerAsync(TimeSpan.FromDays(1), Limit);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(2));
        await _cluster.Upstream.WaitForPollsAsync(2, Limit);
        await using var second = await ListenAsync("x", ResourceFormat.Patch);
        Assert.Equal(StepKind.Snapshot, (await second.NextAsync()).Kind);
        gate.SetResult(new PollOutcome.NotModified(TimeSpan.Zero));
    }

    [Fact]
    public async Task Listen_FromAPositionInHistory_GetsOnlyWhatWasMissed()
    {
        _cluster.Upstream.Answer("1");
        await using var steady = await ListenAsync("x", ResourceFormat.Patch);
        var first = await steady.NextAsync();
        for (var n = 2; n <= 4; n++)
        {
            _cluster.Upstream.Answer($"{n}");
            await _cluster.PollAgainAsync();
            await steady.NextAsync();
        }
        await using var back = await ListenAsync("x", ResourceFormat.Patch, first.Position.Next());
        Assert.Equal((StepKind.Update, 3L), await KindAndSequenceAsync(back));
        Assert.Equal((StepKind.Update, 4L), await KindAndSequenceAsync(back));
    }

    [Fact]
    public async Task Poll_WithValidators_IsConditional()
    {
        _cluster.Upstream.Answer("1", tag: "\"v1\"");
        await using var steps = await ListenAsync("x", ResourceFormat.Patch);
        await steps.NextAsync();
        Assert.Null(_cluster.Upstream.LastRequest!.Validators);
        _cluster.Upstream.Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.NotModified(TimeSpan.Zero)));
        await _cluster.PollAgainAsync();
        Assert.Equal("\"v1\"", _cluster.Upstream.LastRequest!.Validators!.ETag);
    }

    /// <summary>However often the backend says so: one poll, a moment later, and the next at the safety interval.</summary>
    [Fact]
    public async Task Told_SeveralTimes_IsOnePollSoon_AndThenTheSafetyInterval()
    {
        _cluster.Upstream.Definition = _cluster.Upstream.Definition with { Pokes = new PokeDefinition { Signature = PokeSigning.GitHub, Secrets = ["s"], Rules = [new PokeRule { Poke = PokeTemplate.Parse("**") }] } };
        _cluster.Upstream.Answer("1");
        await using var steps = await ListenAsync("x", ResourceFormat.Snapshot);
        await steps.NextAsync();
        await _cluster.Clock.WaitForTimerAsync(TimeSpan.FromDays(1), Limit);
        _cluster.Upstream.Answer("2");
        _cluster.Clock.Advance(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 20; i++) await Grain("x").ToldAsync(Limit);
        // The first poll was a moment ago.
        Assert.Equal(TimeSpan.FromMilliseconds(900), await _cluster.NextDueAsync() - _cluster.Clock.GetUtcNow());
        await _cluster.TickAsync();
        Assert.Equal("2", (await steps.NextAsync()).Data!.ToString());
        Assert.Equal(2, _cluster.Upstream.Polls);
        Assert.InRange(await _cluster.NextDueAsync() - _cluster.Clock.GetUtcNow(), TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(5.5));
        Assert.Equal(TimeSpan.FromMinutes(5), (await Grain("x").GetStatusAsync(Limit)).Interval);
        await Grain("x").ToldAsync(Limit);
        Assert.InRange(await _cluster.NextDueAsync() - _cluster.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));
    }

    /// <summary>The poll may have asked before the change.</summary>
    [Fact]
    public async Task Told_WhileAPollIsUnderWay_AsksOnceMore()
    {
        _cluster.Upstream.Answer("1");
        await using var steps = await ListenAsync("x", ResourceFormat.Snapshot);
        await steps.NextAsync();
        var gate = new TaskCompletionSource<PollOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Upstream.Answer(_ => gate.Task);
        await _cluster.Clock.AdvanceToTimerAsync(TimeSpan.FromDays(1), Limit);
        await _cluster.Upstream.WaitForPollsAsync(2, Limit);
        await Grain("x").ToldAsync(Limit);
        _cluster.Upstream.Answer("2");
        gate.SetResult(CoreHost.Answer("1", freshFor: TimeSpan.Zero));
        // Quiet, it would be asked after one and a half seconds.
        await _cluster.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1), Limit);
        await _cluster.TickAsync();
        Assert.Equal("2", (await steps.NextAsync()).Data!.ToString());
    }

    [Fact]
    public async Task Told_WhereNobodyListens_PollsNothing()
    {
        _cluster.Upstream.Answer("1");
        await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        await Grain("x").ToldAsync(Limit);
        Assert.Equal((1, 0), (_cluster.Upstream.Polls, _cluster.Clock.Due.Count));
    }

    /// <summary>A source that knows of a change does not wait for its turn; the poke comes on a thread that is no grain's.</summary>
    [Fact]
    public async Task Source_ThatPokes_IsAskedAtOnce_UntilNobodyListens()
    {
        var source = _cluster.Source = new ScriptedSource();
        source.Expect("x", CoreHost.Answer("1", freshFor: TimeSpan.Zero)).Expect("x", CoreHost.Answer("2"));
        var steps = await ListenAsync("x", ResourceFormat.Snapshot);
        Assert.Equal("1", (await steps.NextAsync()).Data!.ToString());
        await _cluster.Clock.WaitForTimerAsync(TimeSpan.FromDays(1), Limit);
        Assert.Equal(1, source.Watchers);
        source.Poke("x");
        Assert.Equal("2", (await steps.NextAsync()).Data!.ToString());
        await steps.DisposeAsync();
        var end = _cluster.Clock.GetUtcNow() + _cluster.Upstream.Definition.Linger;
        source.Otherwise(new PollOutcome.NotModified(TimeSpan.Zero));
        while (await _cluster.NextDueAsync() < end) await _cluster.TickAsync();
        _cluster.Clock.Advance(TimeSpan.FromMinutes(10));
        while (source.Watchers > 0) await Grain("y").GetStatusAsync(Limit);
        Assert.Empty(source.Unexpected);
    }

    /// <summary>Row 1.14: the old system went on polling for clients that had gone.</summary>
    [Fact]
    public async Task Listeners_AllGone_PollingEndsAfterTheLingerTime()
    {
        _cluster.Upstream.Answer("1");
        var steps = await ListenAsync("x", ResourceFormat.Patch);
        await steps.NextAsync();
        await steps.DisposeAsync();
        Assert.Equal(0, _cluster.Feeds.Count);
        await Eventually.HoldsAsync(async () => (await Grain("x").GetStatusAsync(Limit)).Feeds == 0, "the watch is closed");
        var end = _cluster.Clock.GetUtcNow() + _cluster.Upstream.Definition.Linger;
        while (await _cluster.NextDueAsync() < end) await _cluster.TickAsync();
        var polls = _cluster.Upstream.Polls;
        Assert.True(polls > 2, $"{polls} polls: it did not linger.");
        _cluster.Clock.Advance(TimeSpan.FromMinutes(10));
        await Eventually.HoldsAsync(() => Task.FromResult(_cluster.ActiveResources == 0), "the resource is gone");
        Assert.Equal(polls, _cluster.Upstream.Polls);
    }

    [Fact]
    public async Task Feed_ThatNeverRenews_LosesItsLease()
    {
        _cluster.Upstream.Answer("1");
        await Grain("x").ListenAsync(new ListenRequest(ResourceCluster.KeyOf("x"), Guid.NewGuid(), ResourceFormat.Patch, null), Limit);
        await _cluster.Upstream.WaitForPollsAsync(1, Limit);
        await _cluster.Clock.WaitForTimerAsync(TimeSpan.FromDays(1), Limit);
        var start = _cluster.Clock.GetUtcNow();
        while ((await Grain("x").GetStatusAsync(Limit)).Feeds > 0) await _cluster.TickAsync();
        Assert.InRange(_cluster.Clock.GetUtcNow() - start, FeedLeases.Duration, FeedLeases.Duration + (_cluster.Upstream.Definition.MaxInterval * 1.1));
    }

    /// <summary>A made-up query left its whole document in the store for good.</summary>
    [Fact]
    public async Task Fetched_NothingIsStored_AndOnceListenedToEverythingIs()
    {
        _cluster.Upstream.Answer("1");
        await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        Assert.Equal(0, _cluster.Writes);
        await using var listener = await ListenAsync("x", ResourceFormat.Patch);
        var first = await listener.NextAsync();
        await _cluster.PollAgainAsync();
        Assert.Equal(1, _cluster.Writes);
        // It is the fetched document that was stored: the next activation goes on with it.
        _cluster.LeaveAll();
        _cluster.Upstream.Answer("2");
        Assert.Equal(first.Position.Next(), (await NextMoveAsync(listener)).Position);
    }

    [Fact]
    public async Task Listen_AfterTheLingerTime_LearnsAtOnceHowOldTheDocumentIs()
    {
        _cluster.Upstream.Answer("1", tag: "\"1\"");
        var listener = await ListenAsync("x", ResourceFormat.Patch);
        await listener.NextAsync();
        _cluster.Upstream.Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.NotModified(TimeSpan.Zero)));
        await _cluster.PollAgainAsync();
        await listener.DisposeAsync();
        await Eventually.HoldsAsync(async () => (await Grain("x").GetStatusAsync(Limit)).Feeds == 0, "the watch is closed");
        var end = _cluster.Clock.GetUtcNow() + _cluster.Upstream.Definition.Linger;
        while (await _cluster.NextDueAsync() < end) await _cluster.TickAsync();
        var confirmed = (await Grain("x").GetStatusAsync(Limit)).ConfirmedAt;
        _cluster.Clock.Advance(TimeSpan.FromHours(3));
        await Eventually.HoldsAsync(() => Task.FromResult(_cluster.ActiveResources == 0), "the resource is gone");
        var gate = new TaskCompletionSource<PollOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Upstream.Answer(_ => gate.Task);

        await using var back = await ListenAsync("x", ResourceFormat.Patch);

        Assert.Equal(StepKind.Snapshot, (await back.NextAsync()).Kind);
        var stale = await back.NextAsync();
        Assert.Equal((StepKind.Stale, DendriteErrorCode.Unconfirmed, confirmed), (stale.Kind, stale.Staleness!.Code, stale.Staleness.Since));
        gate.SetResult(new PollOutcome.NotModified(TimeSpan.Zero));
        Assert.Equal(StepKind.Fresh, (await back.NextAsync()).Kind);
    }

    [Fact]
    public async Task Retention_AfterTheLastListener_TheStoredDocumentIsRemovedAndANewEpochBegins()
    {
        _cluster.Upstream.Answer("1");
        var listener = await ListenAsync("x", ResourceFormat.Patch);
        var first = await listener.NextAsync();
        await Eventually.HoldsAsync(async () => await _cluster.FindReminderAsync(Grain("x"), "retention") is not null, "the reminder is set with the first row");
        await RemindAsync("x");
        Assert.Equal(0, _cluster.Clears);
        await listener.DisposeAsync();
        await Eventually.HoldsAsync(async () => (await Grain("x").GetStatusAsync(Limit)).Feeds == 0, "the watch is closed");
        var set = await _cluster.FindReminderAsync(Grain("x"), "retention");
        await Eventually.HoldsAsync(() => Task.FromResult(Advance(_cluster.Upstream.Definition.Linger) && _cluster.ActiveResources == 0), "the resource is gone");
        var again = await _cluster.FindReminderAsync(Grain("x"), "retention");
        Assert.Equal(_cluster.Upstream.Definition.Retention, again!.Period);
        Assert.True(again.StartAt > set!.StartAt, "Counted anew from the last listener on.");

        await RemindAsync("x");
        Assert.Equal(1, _cluster.Clears);
        Assert.Null(await _cluster.FindReminderAsync(Grain("x"), "retention"));
        var fetched = await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        Assert.NotEqual(first.Position.Epoch, fetched.Position.Epoch);

        bool Advance(TimeSpan by)
        {
            _cluster.Clock.Advance(by);
            return true;
        }
    }

    [Fact]
    public async Task Limits_Reached_FetchedResourcesLeave_AndOneMoreThanAreListenedToIsRefused()
    {
        _cluster.Limits = new ResourceLimits { MaxResources = 2 };
        _cluster.Upstream.Answer("1");
        await Grain("fetched").FetchAsync(ResourceCluster.KeyOf("fetched"), Limit);
        await using var one = await ListenAsync("one", ResourceFormat.Patch);
        await using var two = await ListenAsync("two", ResourceFormat.Patch);
        Assert.Equal(2, _cluster.ActiveResources);
        var refused = await Assert.ThrowsAsync<BusyException>(() => ListenAsync("three", ResourceFormat.Patch));
        Assert.True(refused.IsTransient);
        await Assert.ThrowsAsync<BusyException>(() => Grain("three").FetchAsync(ResourceCluster.KeyOf("three"), Limit));
        await two.DisposeAsync();
        await Eventually.HoldsAsync(async () => (await Grain("two").GetStatusAsync(Limit)).Feeds == 0, "the watch is closed");
        await using var three = await ListenAsync("three", ResourceFormat.Patch);
        Assert.Equal(StepKind.Snapshot, (await three.NextAsync()).Kind);
    }

    /// <summary>The poll that was under way had asked before the change; its outcome set the schedule, and the poke was forgotten.</summary>
    [Fact]
    public async Task Poke_DuringAPoll_IsFollowedByAnother()
    {
        var gate = new TaskCompletionSource<PollOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Upstream.Answer(_ => gate.Task);
        await using var listener = await ListenAsync("x", ResourceFormat.Snapshot);
        await _cluster.Upstream.WaitForPollsAsync(1, Limit);
        await Grain("x").PokeAsync(Limit);
        _cluster.Upstream.Answer("2");
        gate.SetResult(CoreHost.Answer("1"));
        Assert.Equal("1", (await listener.NextAsync()).Data!.ToString());
        // The clock stands still: only the poke makes this poll.
        Assert.Equal("2", (await listener.NextAsync()).Data!.ToString());
    }

    /// <summary>Row 1.13: with a fast backend the old system told of the first answer before it had said yes to the listener, and then again.</summary>
    [Fact]
    public async Task Listen_BackendThatAnswersAtOnce_ExactlyOneFirstOutcome()
    {
        for (var n = 0; n < Soak.Count(30, 1000); n++)
        {
            var (path, fails) = ($"first{n}", n % 2 == 1);
            if (fails) _cluster.Upstream.Fail("broken");
            else _cluster.Upstream.Answer("1");
            await using var listener = await ListenAsync(path, ResourceFormat.Patch);
            Assert.Equal(fails ? StepKind.Stale : StepKind.Snapshot, (await listener.NextAsync()).Kind);
            _cluster.Upstream.Answer("2");
            await Grain(path).PokeAsync(Limit);
            _cluster.Clock.Advance(TimeSpan.FromSeconds(3));
            var second = await listener.NextAsync();
            Assert.Equal((fails ? StepKind.Snapshot : StepKind.Update, fails ? 1L : 2L), (second.Kind, second.Position.Sequence));
        }
    }

    [Fact]
    public async Task Request_WithTheKeyOfAnotherResource_IsRefused()
    {
        _cluster.Upstream.Answer("1");
        await Assert.ThrowsAsync<InvalidRequestException>(() => Grain("x").FetchAsync(ResourceCluster.KeyOf("y"), Limit));
        await Grain("x").FetchAsync(ResourceCluster.KeyOf("x"), Limit);
        await Assert.ThrowsAsync<InvalidRequestException>(() => Grain("x").FetchAsync(ResourceCluster.KeyOf("y"), Limit));
        Assert.Equal(1, _cluster.Upstream.Polls);
    }

    /// <summary>A resource that moves, or whose silo stops, ends its watches: each feed opens its own again, and its listeners go on by position.</summary>
    [Fact]
    public async Task Watch_EndedByTheResource_IsOpenedAgainAndNothingIsMissed()
    {
        _cluster.Upstream.Answer("1");
        await using var steps = await ListenAsync("x", ResourceFormat.Patch);
        var first = await steps.NextAsync();
        for (var n = 2; n <= 4; n++)
        {
            _cluster.LeaveAll();
            _cluster.Upstream.Answer($"{n}");
            var next = await NextMoveAsync(steps);
            Assert.Equal((n, first.Position.Epoch), (next.Position.Sequence, next.Position.Epoch));
        }
    }

    /// <summary>A watch had ended in order, its silo was gone before it could be told so, and its listeners heard nothing for Orleans's response time-out.</summary>
    [Fact]
    public async Task Watch_EndedByTheResource_WhoseSiloAnswersNoMore_IsOpenedElsewhereAtOnce()
    {
        _cluster.Upstream.Answer("1");
        await using var steps = await ListenAsync("x", ResourceFormat.Patch);
        await steps.NextAsync();
        _cluster.Unanswered = "DisposeAsync";
        _cluster.LeaveAll();
        _cluster.Upstream.Answer("2");
        Assert.Equal(2, (await NextMoveAsync(steps)).Position.Sequence);
        _cluster.Unanswered = null;
    }

    /// <summary>The queue of the public stream was lost with its silo: the resource waited for it twice half a minute, and all of its listeners with it.</summary>
    [Fact]
    public async Task Stream_ThatTakesNothing_HoldsUpNoListener()
    {
        _cluster.Upstream.Answer("1");
        await using var steps = await ListenAsync("x", ResourceFormat.Patch);
        await steps.NextAsync();
        await Grain("x").ListenAsync(new ListenRequest(ResourceCluster.KeyOf("x"), Guid.NewGuid(), ResourceFormat.Patch, null), Limit);
        _cluster.Unanswered = "Enqueue";
        for (var n = 2; n <= 4; n++)
        {
            _cluster.Upstream.Answer($"{n}");
            await _cluster.PollAgainAsync();
            Assert.Equal(n, (await NextMoveAsync(steps)).Position.Sequence);
        }
        _cluster.Unanswered = null;
    }

    private static async Task<ResourceStep> NextMoveAsync(StepReader steps)
    {
        var next = await steps.NextAsync();
        while (next.Kind is not (StepKind.Update or StepKind.Snapshot)) next = await steps.NextAsync();
        return next;
    }

    private Task RemindAsync(string path) => Grain(path).AsReference<IRemindable>().ReceiveReminder("retention", default);

    private IResourceGrain Grain(string path) => _cluster.Client.GetResource(ResourceCluster.KeyOf(path));

    /// <summary>Listeners hear of a change before it is on record; and a clock that moves meanwhile is a store that does not answer in time.</summary>
    private Task RecordedAsync(Position position) => Eventually.HoldsAsync(
        async () => (await Grain("x").ReadPollsAsync(ResourceCluster.KeyOf("x"), 1, Limit)) is [{ Position: var last }] && last == position, "the last poll is on record", TimeSpan.FromSeconds(10));

    private async Task<StepReader> ListenAsync(string path, ResourceFormat format, Position? from = null, TimeSpan? maxAge = null) =>
        new(await _cluster.Feeds.ListenAsync(ResourceCluster.KeyOf(path), format, from, Limit, maxAge), Limit);

    private static async Task<(StepKind, long)> KindAndSequenceAsync(StepReader steps)
    {
        var step = await steps.NextAsync();
        return (step.Kind, step.Position.Sequence);
    }
}
