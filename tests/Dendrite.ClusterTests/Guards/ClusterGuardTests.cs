using Dendrite.Client.Cluster;
using Dendrite.Contracts.Guards;
using Dendrite.Contracts.Registries;
using Dendrite.Contracts.Resources;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Guards;
using Dendrite.Protocol;
using Dendrite.Resilience.Breakers;
using Dendrite.Resources;
using Dendrite.Testing;
using Orleans.Streams;

namespace Dendrite.Guards;

/// <summary>Breakers, metrics and registries in a cluster of several silos.</summary>
public sealed class ClusterGuardTests : IClassFixture<ClusterGuardTests.FiveSilos>
{
    private readonly GuardCluster _cluster;

    public ClusterGuardTests(FiveSilos silos)
    {
        ArgumentNullException.ThrowIfNull(silos);
        _cluster = silos.Cluster;
        _cluster.Begin();
    }

    [Fact]
    public async Task Failures_OfAllSilosTogether_OpenTheBreakerOfEach()
    {
        _cluster.AnswerAll(well: false);
        for (var i = 0; i < 4; i++)
            foreach (var silo in _cluster.Silos) await _cluster.PollAsync(silo);
        Assert.All(_cluster.Silos, s => Assert.Equal(BreakerState.Closed, _cluster.GuardOf(s).Breaker.State));
        await _cluster.ReportAsync();
        await _cluster.BreakersAreAsync(BreakerState.Open);
        var refused = Assert.IsType<PollOutcome.Failed>(await _cluster.PollAsync(_cluster.Silos[0]));
        Assert.Equal((DendriteErrorCode.CircuitOpen, TimeSpan.FromSeconds(5)), (refused.Code, refused.RetryAfter));
        Assert.Contains("100 % of 20 calls failed, of 5 silos; the last: broken", refused.Reason, StringComparison.Ordinal);
        Assert.Equal(20, _cluster.Polls);
        var view = await _cluster.Breaker.GetAsync(_cluster.Limit);
        Assert.Equal((CircuitState.Open, 1L, 5), (view.State, view.Version, view.Silos.Count));
        Assert.All(view.Silos, s => Assert.Equal((4L, 4L), (s.Calls, s.Failures)));
    }

    [Fact]
    public async Task BadRoute_OfOneSilo_OpensOnlyItsOwn()
    {
        _cluster.AnswerAll(well: true);
        _cluster.UpstreamOf(_cluster.Silos[2]).Fail("no route");
        for (var i = 0; i < 30; i++)
        {
            foreach (var silo in _cluster.Silos) await _cluster.PollAsync(silo);
            await _cluster.ReportAsync();
        }
        Assert.Equal(
            [BreakerState.Closed, BreakerState.Closed, BreakerState.Open, BreakerState.Closed, BreakerState.Closed],
            _cluster.Silos.Select(s => _cluster.GuardOf(s).Breaker.State));
        var view = await _cluster.Breaker.GetAsync(_cluster.Limit);
        Assert.Equal(CircuitState.Closed, view.State);
        var bad = Assert.Single(view.Silos, s => s.State != CircuitState.Closed);
        Assert.Equal((GuardCluster.NameOf(_cluster.Silos[2]), CircuitState.Open, true), (bad.Silo, bad.State, bad.IsOwn));
    }

    [Fact]
    public async Task HalfOpen_LetsOneProbeThroughForAll_AndItsSuccessClosesAll()
    {
        await _cluster.OpenAsync();
        var before = _cluster.Polls;
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        await _cluster.ReportAsync();
        for (var i = 0; i < 3; i++)
            foreach (var silo in _cluster.Silos) await _cluster.PollAsync(silo);
        Assert.Equal(before + 1, _cluster.Polls);
        await _cluster.ReportAsync();
        await _cluster.BreakersAreAsync(BreakerState.Open);

        _cluster.AnswerAll(well: true);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        await _cluster.ReportAsync();
        foreach (var silo in _cluster.Silos) await _cluster.PollAsync(silo);
        Assert.Equal(before + 2, _cluster.Polls);
        await _cluster.ReportAsync();
        await _cluster.BreakersAreAsync(BreakerState.Closed);
    }

    [Fact]
    public async Task Probe_ThatIsAnswered404_FindsTheBackendWell()
    {
        await _cluster.OpenAsync();
        foreach (var silo in _cluster.Silos)
            _cluster.UpstreamOf(silo).Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.Failed(DendriteErrorCode.UpstreamStatus, "404", 404)));
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        await _cluster.ReportAsync();
        foreach (var silo in _cluster.Silos) await _cluster.PollAsync(silo);
        await _cluster.ReportAsync();
        Assert.Equal(CircuitState.Closed, (await _cluster.Breaker.GetAsync(_cluster.Limit)).State);
    }

    [Fact]
    public async Task CutOffSilo_GoesOnByItsOwnBreaker()
    {
        await _cluster.OpenAsync();
        var silo = _cluster.Silos[0];
        var before = _cluster.UpstreamOf(silo).Polls;
        // Nobody reports and nobody is asked, so nobody is told.
        _cluster.Of<BackendGuards>(silo).AskForPermit = null;
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5) + ClusterBreaker.Grace);
        await _cluster.PollAsync(silo);
        Assert.Equal((before + 1, BreakerState.Open), (_cluster.UpstreamOf(silo).Polls, _cluster.GuardOf(silo).Breaker.State));
        _cluster.AnswerAll(well: true);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        await _cluster.PollAsync(silo);
        Assert.Equal(BreakerState.Closed, _cluster.GuardOf(silo).Breaker.State);
    }

    [Fact]
    public async Task Commands_ReachEverySilo_AndAreRecorded()
    {
        await _cluster.ReportAsync();
        await _cluster.Breaker.CommandAsync(BreakerCommand.ForceOpen, "maintenance", "ann", _cluster.Limit);
        await _cluster.ReportAsync();
        await _cluster.BreakersAreAsync(BreakerState.ForcedOpen);
        var refused = Assert.IsType<PollOutcome.Failed>(await _cluster.PollAsync(_cluster.Silos[0]));
        Assert.Contains("maintenance (by ann)", refused.Reason, StringComparison.Ordinal);
        var view = await _cluster.Breaker.CommandAsync(BreakerCommand.Reset, "done", "bob", _cluster.Limit);
        await _cluster.ReportAsync();
        await _cluster.BreakersAreAsync(BreakerState.Closed);
        Assert.Equal([("done", "bob"), ("maintenance", "ann")], view.Changes.Select(c => (c.Reason, c.By)));
        await Assert.ThrowsAsync<InvalidRequestException>(() => _cluster.Breaker.CommandAsync(BreakerCommand.Trip, "", " ", _cluster.Limit));
    }

    /// <summary>Each silo sent two calls a backend every two seconds, though nothing happened.</summary>
    [Fact]
    public async Task IdleSilo_SaysNothing_AndTellsOfAWindowWithCallsOnce()
    {
        _cluster.AnswerAll(well: true);
        await _cluster.TickAsync();
        Assert.Equal(2 * 5, _cluster.Reports);
        for (var i = 0; i < 20; i++)
        {
            _cluster.Clock.Advance(TimeSpan.FromSeconds(2));
            await _cluster.TickAsync();
        }
        Assert.Equal(2 * 5, _cluster.Reports);

        for (var i = 0; i < 3; i++) await _cluster.PollAsync(_cluster.Silos[0]);
        await _cluster.TickAsync();
        await _cluster.TickAsync();
        Assert.Equal(2 * 5 + 2, _cluster.Reports);

        // A change, heard of by the stream, is told once by each; then it is quiet again, open or not.
        await _cluster.Breaker.CommandAsync(BreakerCommand.Trip, "try", "ann", _cluster.Limit);
        await _cluster.BreakersAreAsync(BreakerState.Open);
        await _cluster.TickAsync();
        var told = _cluster.Reports;
        for (var i = 0; i < 20; i++)
        {
            _cluster.Clock.Advance(TimeSpan.FromSeconds(2));
            await _cluster.TickAsync();
        }
        Assert.Equal(told, _cluster.Reports);
        Assert.Equal((CircuitState.Open, 1L), ((await _cluster.Breaker.GetAsync(_cluster.Limit)).State, (await _cluster.Breaker.GetAsync(_cluster.Limit)).Version));
    }

    /// <summary>A listener of a backend that had recovered waited for 18 s with an OpenFor of 3 s.</summary>
    [Fact]
    public async Task OpenBreaker_ThatNobodyCalledForLong_TheFirstPollIsTheProbe()
    {
        await _cluster.OpenAsync();
        _cluster.AnswerAll(well: true);
        _cluster.Clock.Advance(TimeSpan.FromMinutes(10));
        await _cluster.TickAsync();
        Assert.IsType<PollOutcome.Answered>(await _cluster.PollAsync(_cluster.Silos[3]));
        await _cluster.ReportAsync();
        await _cluster.BreakersAreAsync(BreakerState.Closed);
        Assert.Equal(3, (await _cluster.Breaker.GetAsync(_cluster.Limit)).Version);
    }

    /// <summary>After a reset each path still waited for the time that it had been told before.</summary>
    [Fact]
    public async Task Reset_TakesEffectForEveryPathAtOnce()
    {
        _cluster.AnswerAll(well: false);
        Assert.Equal(DendriteErrorCode.UpstreamStatus, (await Assert.ThrowsAsync<UpstreamException>(() => FetchAsync("failed"))).Code);
        await _cluster.Breaker.CommandAsync(BreakerCommand.ForceOpen, "maintenance", "ann", _cluster.Limit);
        await _cluster.ReportAsync();
        await _cluster.BreakersAreAsync(BreakerState.ForcedOpen);
        Assert.Equal(DendriteErrorCode.CircuitOpen, (await Assert.ThrowsAsync<UpstreamException>(() => FetchAsync("refused"))).Code);
        _cluster.AnswerAll(well: true);
        Assert.Equal(DendriteErrorCode.UpstreamStatus, (await Assert.ThrowsAsync<UpstreamException>(() => FetchAsync("failed"))).Code);

        await _cluster.Breaker.CommandAsync(BreakerCommand.Reset, "done", "ann", _cluster.Limit);
        await _cluster.ReportAsync();
        await _cluster.BreakersAreAsync(BreakerState.Closed);
        foreach (var path in new[] { "failed", "refused" })
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    try
                    {
                        return (await FetchAsync(path)).Document.ToString() == "1";
                    }
                    catch (UpstreamException)
                    {
                        return false;
                    }
                },
                $"'{path}' is asked for again, though the clock stands still");
        }

        Task<ResourceSnapshot> FetchAsync(string path) => _cluster.Client.GetResource(_cluster.KeyOf(path)).FetchAsync(_cluster.KeyOf(path), _cluster.Limit);
    }

    [Fact]
    public async Task Transitions_ArePushedByTheStream()
    {
        var pushed = new TaskCompletionSource<BreakerTransitioned>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _cluster.Client.GetStreamProvider(DendriteStreams.ProviderName).GetBreakerStream(new GuardKey(_cluster.Backend)).SubscribeAsync((item, _) =>
        {
            pushed.TrySetResult(item);
            return Task.CompletedTask;
        });
        await _cluster.Breaker.CommandAsync(BreakerCommand.Trip, "try", "ann", _cluster.Limit);
        var transition = await pushed.Task.WaitAsync(_cluster.Limit);
        Assert.Equal((CircuitState.Closed, CircuitState.Open, "try", "ann", 1L), (transition.Change.From, transition.Change.To, transition.Change.Reason, transition.Change.By, transition.Order.Version));
    }

    [Fact]
    public async Task Metrics_OfAllSilos_AreMerged()
    {
        _cluster.AnswerAll(well: true);
        _cluster.UpstreamOf(_cluster.Silos[0]).Fail("broken");
        foreach (var silo in _cluster.Silos) await _cluster.PollAsync(silo);
        await _cluster.ReportAsync();
        var view = await _cluster.Client.GetMetrics(new GuardKey(_cluster.Backend)).GetAsync(_cluster.Limit);
        Assert.Equal((4L, 1L, 5L, 20.0, 5), (view.Counts.Success, view.Counts.Failure, view.LatencyCount, view.ErrorPercentage, view.Silos.Count));
        Assert.Equal(5, view.Traffic.Sum());
    }

    [Fact]
    public async Task Registry_KeepsWhatWasSet_AndPushesEachChange()
    {
        var registry = _cluster.Client.GetRegistry("features");
        var changes = System.Threading.Channels.Channel.CreateUnbounded<RegistryChanged>();
        await _cluster.Client.GetStreamProvider(DendriteStreams.ProviderName).GetRegistryStream("features")
            .SubscribeAsync(async (item, _) => await changes.Writer.WriteAsync(item));
        Assert.Equal(1, await registry.SetAsync("search", """{"type":"fast"}""", _cluster.Limit));
        Assert.Equal(1, await registry.SetAsync("search", """{"type":"fast"}""", _cluster.Limit));
        Assert.Equal(2, await registry.SetAsync("beta", null, _cluster.Limit));
        Assert.True(await registry.RemoveAsync("beta", _cluster.Limit));
        Assert.False(await registry.RemoveAsync("beta", _cluster.Limit));
        foreach (var expected in new[] { (1L, "search", true), (2L, "beta", true), (3L, "beta", false) })
        {
            var change = await changes.Reader.ReadAsync(_cluster.Limit);
            Assert.Equal(expected, (change.Version, change.Tag, change.Entry is not null));
        }
        await _cluster.DeactivateAsync(registry);
        var view = await registry.GetAsync(_cluster.Limit);
        Assert.Equal((3L, "search", """{"type":"fast"}"""), (view.Version, view.Entries.Single().Tag, view.Entries.Single().Json));
        Assert.Empty((await _cluster.Client.GetRegistry("other").GetAsync(_cluster.Limit)).Entries);
        await Assert.ThrowsAsync<InvalidRequestException>(() => registry.SetAsync("bad", "{", _cluster.Limit));
        await Assert.ThrowsAsync<InvalidRequestException>(() => registry.SetAsync("", "1", _cluster.Limit));
    }

    [Fact]
    public async Task Listener_OfABackendWhoseBreakerOpens_SeesItAsStaleAndThenFresh()
    {
        _cluster.AnswerAll(well: true);
        await using var feeds = new ResourceFeeds(_cluster.Client, TimeProvider.System);
        await using var steps = new StepReader(await feeds.ListenAsync(_cluster.KeyOf("x"), ResourceFormat.Patch, null, _cluster.Limit), _cluster.Limit);
        await steps.NextAsync();
        await _cluster.Breaker.CommandAsync(BreakerCommand.Trip, "overload", "ann", _cluster.Limit);
        await _cluster.ReportAsync();
        await PollAgainAsync();
        var stale = await steps.NextAsync();
        Assert.Equal((StepKind.Stale, DendriteErrorCode.CircuitOpen), (stale.Kind, stale.Staleness!.Code));
        Assert.Contains("overload (by ann)", stale.Staleness.Reason, StringComparison.Ordinal);
        Assert.True(stale.Staleness.NextAttempt - _cluster.Clock.GetUtcNow() > TimeSpan.FromSeconds(3));
        await _cluster.Breaker.CommandAsync(BreakerCommand.Reset, "over", "ann", _cluster.Limit);
        await _cluster.ReportAsync();
        await PollAgainAsync();
        Assert.Equal(StepKind.Fresh, (await steps.NextAsync()).Kind);

        async Task PollAgainAsync()
        {
            await _cluster.Clock.WaitForTimerAsync(TimeSpan.FromDays(1), _cluster.Limit);
            _cluster.Clock.Advance(_cluster.Clock.Due[0] - _cluster.Clock.GetUtcNow());
        }
    }

    public sealed class FiveSilos : IAsyncLifetime
    {
        internal GuardCluster Cluster { get; private set; } = null!;

        public async Task InitializeAsync() => Cluster = await GuardCluster.StartAsync(5);

        public async Task DisposeAsync() => await Cluster.DisposeAsync();
    }
}
