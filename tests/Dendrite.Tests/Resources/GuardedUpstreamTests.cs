using System.Diagnostics.Metrics;
using Dendrite.Protocol;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Guards;
using Dendrite.Resilience.Metrics;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>The way to a backend: places first, then the guard.</summary>
public sealed class GuardedUpstreamTests : IDisposable
{
    private static readonly PollRequest Request = new("x", "", null);
    private readonly ManualTimeProvider _time = new();
    private readonly ScriptedUpstream _scripted = new();
    private readonly BackendGuards _guards;

    public GuardedUpstreamTests()
    {
        _guards = new BackendGuards(_time);
        _scripted.Definition = _scripted.Definition with { MaxConcurrency = 1, TimeLimit = TimeSpan.FromSeconds(10) };
    }

    public void Dispose() => _guards.Dispose();

    private Guard Guard => _guards.All.Single();

    [Fact]
    public async Task TimeInOurQueue_IsNeitherTheBackendsTimeNorItsFailure()
    {
        var upstream = Guarded();
        var gates = new Queue<Gate>();
        using var begun = new SemaphoreSlim(0);
        _scripted.Answer(async _ =>
        {
            var gate = new Gate();
            lock (gates) gates.Enqueue(gate);
            begun.Release();
            await gate.Opened;
            return CoreHost.Answer("1");
        });
        var polls = Enumerable.Range(0, 4).Select(_ => upstream.PollAsync(Request, default)).ToArray();
        foreach (var poll in polls)
        {
            await begun.WaitAsync();
            // The last has waited for three times the limit of one request by then.
            _time.Advance(TimeSpan.FromSeconds(9));
            lock (gates) gates.Dequeue().Open();
            Assert.IsType<PollOutcome.Answered>(await poll);
        }
        Assert.Equal(TimeSpan.FromSeconds(27), (await polls[3]).Waited);
        Assert.Equal((4L, 0L), (Guard.Metrics.Read().Total[CallOutcome.Success], Guard.Breaker.Window.Failures));
        Assert.Equal(TimeSpan.FromSeconds(9).TotalSeconds, Guard.Metrics.Read().Latency.Percentile(100)!.Value.TotalSeconds, 0.5);
    }

    [Fact]
    public async Task NoPlace_ForTooLong_IsBusyAndNothingIsHeldAgainstTheBackend()
    {
        _scripted.Definition = _scripted.Definition with { TimeLimit = TimeSpan.FromHours(1) };
        var upstream = Guarded();
        var gate = new Gate();
        _scripted.Answer(async _ =>
        {
            await gate.Opened;
            return CoreHost.Answer("1");
        });
        var first = upstream.PollAsync(Request, default);
        var waiting = upstream.PollAsync(Request, default);
        var since = _time.GetUtcNow();
        _time.Advance(BackendSlots.LongestWait);
        var busy = Assert.IsType<PollOutcome.Busy>(await waiting);
        Assert.Equal(since, busy.Since);
        Assert.Equal("All 1 places for requests to 'b' are taken, and 0 polls wait for one.", busy.Reason);
        Assert.Equal((0L, 0L), (Guard.Metrics.Requests, Guard.Breaker.Window.Calls));
        gate.Open();
        await first;
        Assert.Equal(1, _scripted.Polls);
    }

    [Fact]
    public async Task OpenBreaker_IsToldAtOnceThoughEveryPlaceIsTaken()
    {
        var upstream = Guarded();
        var gate = new Gate();
        _scripted.Answer(async _ =>
        {
            await gate.Opened;
            return CoreHost.Answer("1");
        });
        var first = upstream.PollAsync(Request, default);
        Guard.Breaker.ForceOpen("maintenance", "ann");
        var refused = upstream.PollAsync(Request, default);
        Assert.True(refused.IsCompleted);
        Assert.Equal(DendriteErrorCode.CircuitOpen, Assert.IsType<PollOutcome.Failed>(await refused).Code);
        gate.Open();
        await first;
    }

    /// <summary>400 listeners on 400 paths, each answered well after a second: the breaker opened, and 5,731 "stale" were told.</summary>
    [Fact]
    public async Task FourHundredResources_OfASlowBackendThatIsWell_AreAllServedInTurnAndNoneIsStale()
    {
        const int resources = 400;
        _scripted.Definition = _scripted.Definition with { MaxConcurrency = 16, MaxInterval = TimeSpan.FromSeconds(30) };
        var (answering, sleeping, told) = (0, 0, 0);
        _scripted.Answer(async request =>
        {
            Interlocked.Increment(ref answering);
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
            Interlocked.Decrement(ref answering);
            return CoreHost.Answer($$"""{"at":"{{_time.GetUtcNow():O}}"}""");
        });
        var upstream = Guarded();
        var slots = ((GuardedUpstream)upstream).Slots;
        using var end = new CancellationTokenSource();
        var cores = Enumerable.Range(0, resources).Select(i => new ResourceCore(_scripted.Definition, new Random(i), _time.GetUtcNow())).ToArray();
        var running = cores.Select((core, i) => Task.Run(() => RunAsync(core, $"p{i}"))).ToArray();
        for (var second = 0; second < 150; second++)
        {
            await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref answering) + Volatile.Read(ref sleeping) + slots.Waiting == resources), "every resource waits for something");
            Assert.InRange(Volatile.Read(ref answering), 0, 16);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        await end.CancelAsync();
        Assert.Equal((BreakerState.Closed, 0L, 0L), (Guard.Breaker.State, Guard.Breaker.Window.Failures, Guard.Metrics.Read().Total.Errors));
        Assert.All(cores, core => Assert.Null(core.Staleness));
        Assert.Equal(0, told);
        Assert.All(cores, core => Assert.InRange(core.Counters.Updates, 3, 9));
        Assert.All(cores, core => Assert.True(core.Schedule.Interval > TimeSpan.FromSeconds(5)));

        async Task RunAsync(ResourceCore core, string path)
        {
            while (!end.IsCancellationRequested)
            {
                var wait = core.Schedule.Due - _time.GetUtcNow();
                if (wait > TimeSpan.Zero)
                {
                    Interlocked.Increment(ref sleeping);
                    await Task.Delay(wait, _time);
                    Interlocked.Decrement(ref sleeping);
                }
                var transition = core.Apply(await upstream.PollAsync(core.NextPoll(path, ""), default), ResourceFormat.Patch, _time.GetUtcNow());
                var changes = transition.ToStore is null ? transition.Changes : core.Commit(transition, _time.GetUtcNow());
                Interlocked.Add(ref told, changes.Count(c => c.Kind == ChangeKind.Stale));
            }
        }
    }

    [Theory]
    [InlineData("", DendriteErrorCode.UpstreamEmpty)]
    [InlineData("<html>", DendriteErrorCode.UpstreamInvalidJson)]
    [InlineData("{\"a\":1", DendriteErrorCode.UpstreamInvalidJson)]
    public async Task Answer_ThatIsNoJson_IsAFailureToMetricsAndBreaker(string body, DendriteErrorCode code)
    {
        _scripted.Definition = _scripted.Definition with { Breaker = new() { MinimumCalls = 3 } };
        var upstream = Guarded();
        _scripted.Answer(body);
        for (var i = 0; i < 3; i++) Assert.Equal(code, Assert.IsType<PollOutcome.Failed>(await upstream.PollAsync(Request, default)).Code);
        Assert.Equal((3L, BreakerState.Open), (Guard.Metrics.Read().Total[CallOutcome.Failure], Guard.Breaker.State));
    }

    [Theory]
    [InlineData(DendriteErrorCode.UpstreamContentType, CallOutcome.Failure)]
    [InlineData(DendriteErrorCode.UpstreamTooLarge, CallOutcome.Failure)]
    [InlineData(DendriteErrorCode.UpstreamRedirect, CallOutcome.BadRequest)]
    [InlineData(DendriteErrorCode.Gone, CallOutcome.BadRequest)]
    [InlineData(DendriteErrorCode.UpstreamNotReady, CallOutcome.BadRequest)]
    public async Task Answer_ThatIsOfNoUse_IsAFailure_ButARedirectIsOurMistake(DendriteErrorCode code, CallOutcome outcome)
    {
        var upstream = Guarded();
        _scripted.Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.Failed(code, "no use", 200)));
        await upstream.PollAsync(Request, default);
        Assert.Equal(1, Guard.Metrics.Read().Total[outcome]);
        Assert.Equal(outcome == CallOutcome.Failure ? 1 : 0, Guard.Breaker.Window.Failures);
    }

    /// <summary>php-github-api#1070: the backend is well, and says when it may be asked.</summary>
    [Fact]
    public async Task Throttle_IsNoEvidence_AndAProbeThatIsThrottledHasBeenAnswered()
    {
        _scripted.Definition = _scripted.Definition with { Breaker = new() { MinimumCalls = 3 } };
        var upstream = Guarded();
        _scripted.Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.Throttled("enough", 429, null)));
        for (var n = 0; n < 10; n++) Assert.IsType<PollOutcome.Throttled>(await upstream.PollAsync(Request, default));
        Assert.Equal((10L, 0L, BreakerState.Closed), (Guard.Metrics.Read().Total[CallOutcome.BadRequest], Guard.Breaker.Window.Failures, Guard.Breaker.State));
        _scripted.Fail("broken");
        for (var n = 0; n < 3; n++) await upstream.PollAsync(Request, default);
        Assert.Equal(BreakerState.Open, Guard.Breaker.State);
        _time.Advance(TimeSpan.FromSeconds(6));
        _scripted.Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.Throttled("enough", 429, null)));
        await upstream.PollAsync(Request, default);
        Assert.Equal(BreakerState.Closed, Guard.Breaker.State);
    }

    [Fact]
    public async Task Answer_IsReadOnce_AndTheSameBytesAreNotReadAgain()
    {
        var upstream = Guarded();
        _scripted.Answer("""{"a":1}""");
        var core = new ResourceCore(_scripted.Definition, new Random(1), _time.GetUtcNow());
        var first = Assert.IsType<PollOutcome.Answered>(await upstream.PollAsync(core.NextPoll("x", ""), default));
        Assert.NotNull(first.Index);
        core.Commit(core.Apply(first, ResourceFormat.Patch, _time.GetUtcNow()), _time.GetUtcNow());
        Assert.Null(Assert.IsType<PollOutcome.Answered>(await upstream.PollAsync(core.NextPoll("x", ""), default)).Index);
    }

    [Fact]
    public async Task Refusal_ByTheOwnBreaker_TellsWhyTheLastCallFailed()
    {
        _scripted.Definition = _scripted.Definition with { Breaker = new() { MinimumCalls = 2 } };
        var upstream = Guarded();
        _scripted.Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.Failed(DendriteErrorCode.UpstreamUnreachable, "Connection refused")));
        for (var i = 0; i < 2; i++) await upstream.PollAsync(Request, default);
        var refused = Assert.IsType<PollOutcome.Failed>(await upstream.PollAsync(Request, default));
        Assert.Equal("The backend is not asked for now, its breaker is open: 100 % of 2 calls failed; the last: Connection refused", refused.Reason);
        Assert.Equal("Connection refused", _guards.LastFailureOf(Guard));
    }

    [Fact]
    public async Task GovernedBreaker_WhoseTimeHasCome_AsksForLeaveAndIsTheProbe()
    {
        var upstream = Guarded();
        _scripted.Answer("1");
        var asked = 0;
        _guards.AskForPermit = guard =>
        {
            asked++;
            guard.Breaker.Apply(new(2, BreakerState.HalfOpen, "probe", "", TimeSpan.FromSeconds(20)) { Probes = 1 });
            return Task.CompletedTask;
        };
        Guard.Breaker.Apply(new(1, BreakerState.Open, "down", "", TimeSpan.FromSeconds(20)) { RetryAfter = TimeSpan.FromSeconds(5) });
        Assert.IsType<PollOutcome.Failed>(await upstream.PollAsync(Request, default));
        Assert.Equal(0, asked);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.IsType<PollOutcome.Answered>(await upstream.PollAsync(Request, default));
        Assert.Equal((1, 1L), (asked, Guard.Breaker.Drain().ProbeSuccesses));
    }

    [Fact]
    public async Task GovernedBreaker_WhoseGovernorIsSilent_KeepsNobodyWaiting()
    {
        var upstream = Guarded();
        _guards.AskForPermit = _ => new TaskCompletionSource().Task;
        Guard.Breaker.Apply(new(1, BreakerState.Open, "down", "", TimeSpan.FromSeconds(20)) { RetryAfter = TimeSpan.Zero });
        var poll = upstream.PollAsync(Request, default);
        await _time.WaitForTimerAsync(BackendGuards.PermitLimit);
        _time.Advance(BackendGuards.PermitLimit);
        Assert.Equal(DendriteErrorCode.CircuitOpen, Assert.IsType<PollOutcome.Failed>(await poll).Code);
    }

    [Fact]
    public void Reset_ByAnOperator_IsTold_AndARecoveryIsNot()
    {
        Guarded();
        var reset = new List<string>();
        _guards.Reset += reset.Add;
        Guard.Breaker.Apply(new(1, BreakerState.Open, "down", "", TimeSpan.FromSeconds(20)));
        Guard.Breaker.Apply(new(2, BreakerState.Closed, "the probe succeeded", "", TimeSpan.Zero));
        Assert.Empty(reset);
        Guard.Breaker.Apply(new(3, BreakerState.ForcedOpen, "off", "ann", TimeSpan.Zero) { Authority = BreakerAuthority.Operator });
        Guard.Breaker.Apply(new(4, BreakerState.Closed, "on", "ann", TimeSpan.Zero) { Authority = BreakerAuthority.Operator });
        Assert.Equal(["b"], reset);
    }

    [Fact]
    public async Task Meter_CarriesStateAndOutcomes_OfEachBackend()
    {
        _scripted.Definition = _scripted.Definition with { Name = $"b{Guid.NewGuid():N}" };
        var upstream = Guarded();
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name.StartsWith("dendrite.backend.", StringComparison.Ordinal)) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.Start();
        _scripted.Answer("1");
        await upstream.PollAsync(Request, default);
        _scripted.Fail("broken");
        await upstream.PollAsync(Request, default);
        Guard.Breaker.ForceOpen("off", "ann");
        await upstream.PollAsync(Request, default);
        listener.RecordObservableInstruments();
        Assert.Equal(
            ["dendrite.backend.breaker.state forced_open", "dendrite.backend.calls failure", "dendrite.backend.calls short_circuited", "dendrite.backend.calls success"],
            seen.Where(s => s.Value == 1).Select(s => s.Key).Order(StringComparer.Ordinal));
        Assert.Equal(6, seen.Keys.Count(k => k.StartsWith("dendrite.backend.breaker.state", StringComparison.Ordinal)));
        Assert.Equal((0L, 0L), (seen["dendrite.backend.calls.active"], seen["dendrite.backend.calls.waiting"]));

        void See(string name, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var all = tags.ToArray();
            if (!Equals(all.Single(t => t.Key == "backend").Value, _scripted.Definition.Name)) return;
            var key = string.Join(' ', all.Where(t => t.Key != "backend").Select(t => t.Value).Prepend(name));
            seen[key] = seen.GetValueOrDefault(key) + value;
        }
    }

    private IUpstream Guarded() => _guards.Guard(_scripted.Definition, _scripted);
}
