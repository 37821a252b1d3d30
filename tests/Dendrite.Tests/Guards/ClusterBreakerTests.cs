using Dendrite.Contracts.Guards;
using Dendrite.Grains.Guards;
using Dendrite.Testing;

namespace Dendrite.Guards;

/// <summary>The cluster's breaker without its grain.</summary>
public sealed class ClusterBreakerTests
{
    private readonly Dictionary<string, long> _sequences = [];
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private ClusterBreaker _breaker;

    public ClusterBreakerTests() => _breaker = New(new BreakerDecision());

    [Fact]
    public void Open_AfterItsTime_GrantsOnePermitToOneThatWantsToCall()
    {
        OpenIt();
        _now += TimeSpan.FromSeconds(5);
        Report("a", wants: true);
        Assert.Equal((CircuitState.HalfOpen, "a"), (_breaker.Current.State, _breaker.Current.Holder));
        string[] silos = ["a", "b", "c"];
        Assert.Equal(1, silos.Sum(s => _breaker.AnswerFor(s, _now).Probes));
        Assert.Equal(0, _breaker.AnswerFor(null, _now).Probes);
    }

    [Fact]
    public void Permit_GoesToWhoeverIsRefused_ThenToAnother()
    {
        OpenIt();
        Report("b", refused: 3);
        _now += TimeSpan.FromSeconds(5);
        Report("a");
        Assert.Equal("b", _breaker.Current.Holder);
        Report("b", probeFailures: 1);
        Assert.Equal((CircuitState.Open, "the probe failed"), (_breaker.Current.State, _breaker.Current.Reason));
        Report("b", refused: 1);
        Report("c", refused: 1);
        _now += TimeSpan.FromSeconds(5);
        Report("a");
        Assert.Equal("c", _breaker.Current.Holder);
    }

    [Fact]
    public void Permit_OfASiloWithABadRoute_GoesRound()
    {
        OpenIt();
        var holders = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            foreach (var silo in new[] { "a", "b", "c" }) Report(silo, refused: 1);
            _now += TimeSpan.FromSeconds(5);
            Report("a", refused: 1);
            holders.Add(_breaker.Current.Holder);
            Report(_breaker.Current.Holder!, probeFailures: 1);
        }
        Assert.Equal(["a", "b", "c"], holders.Order());
    }

    [Fact]
    public void Probe_Succeeded_ClosesAndBeginsAfresh()
    {
        OpenIt();
        _now += TimeSpan.FromSeconds(5);
        Report("a", wants: true);
        Report("b", probeSuccesses: 1);
        Assert.Equal(CircuitState.HalfOpen, _breaker.Current.State);
        Report("a", probeSuccesses: 1);
        Assert.Equal(CircuitState.Closed, _breaker.Current.State);
        Assert.All(_breaker.SilosAt(_now), s => Assert.Equal((0L, 0L), (s.Calls, s.Failures)));
    }

    [Fact]
    public void Permit_OfALostSilo_ComesBackAfterTheLease()
    {
        OpenIt();
        _now += TimeSpan.FromSeconds(5);
        Report("a", wants: true);
        for (var i = 0; i < 30; i++)
        {
            _now += TimeSpan.FromSeconds(0.5);
            Report("b", refused: 1);
        }
        Assert.Equal(CircuitState.Open, _breaker.Current.State);
        _now += TimeSpan.FromSeconds(5);
        Report("b", refused: 1);
        Assert.Equal((CircuitState.HalfOpen, "b"), (_breaker.Current.State, _breaker.Current.Holder));
    }

    [Fact]
    public void Report_SentAgain_CountsOnce()
    {
        var report = new BreakerReport("a", 1, 0, CircuitState.Closed, true, null, 15, 15, 0, 0, 0, 0);
        for (var i = 0; i < 5; i++) Assert.Null(_breaker.Report(report, isAlone: false, _now));
        Report("b", calls: 4, failures: 4);
        Assert.Equal((15L, CircuitState.Closed), (_breaker.SilosAt(_now)[0].Calls, _breaker.Current.State));
    }

    [Fact]
    public void Evidence_FromBeforeTheLastDecision_DoesNotCount()
    {
        Commit(_breaker.Command(BreakerCommand.Reset, "deployed", "ann", _now));
        foreach (var silo in new[] { "a", "b", "c" }) Report(silo, calls: 50, failures: 50, applied: 0);
        Assert.Equal(CircuitState.Closed, _breaker.Current.State);
        foreach (var silo in new[] { "a", "b", "c" }) Report(silo, calls: 50, failures: 50);
        Assert.Equal(CircuitState.Open, _breaker.Current.State);
    }

    [Fact]
    public void Evidence_OlderThanTheWindow_DoesNotCount()
    {
        Report("a", calls: 10, failures: 10);
        _now += TimeSpan.FromSeconds(11);
        Report("b", calls: 10, failures: 10);
        Assert.Equal(CircuitState.Closed, _breaker.Current.State);
    }

    [Fact]
    public void Commands_AreRecordedWithWhoAndWhy_UpToABound()
    {
        foreach (var command in Enum.GetValues<BreakerCommand>()) Commit(_breaker.Command(command, $"try {command}", "ann", _now));
        Assert.Equal(
            [(CircuitState.Disabled, "try Disable", "ann"), (CircuitState.ForcedClosed, "try ForceClose", "ann"), (CircuitState.ForcedOpen, "try ForceOpen", "ann"),
             (CircuitState.Closed, "try Reset", "ann"), (CircuitState.Open, "try Trip", "ann")],
            _breaker.Current.Changes.Select(c => (c.To, c.Reason, c.By)));
        for (var i = 0; i < 100; i++) Commit(_breaker.Command(BreakerCommand.Reset, "again", "ann", _now));
        Assert.Equal((50, 105L), (_breaker.Current.Changes.Count, _breaker.Current.Changes[0].Version));
    }

    /// <summary>A breaker that changed every 9 s had pushed the operators' changes out of its history in 94 s.</summary>
    [Fact]
    public void OperatorsChanges_StayWhateverTheEvidenceBringsAbout()
    {
        Commit(_breaker.Command(BreakerCommand.Trip, "overload", "ann", _now));
        for (var i = 0; i < 200; i++)
        {
            _now += TimeSpan.FromSeconds(5);
            Report("a", wants: true);
            Report("a", probeFailures: 1);
        }
        Assert.Equal(("overload", "ann"), _breaker.Current.Changes.Where(c => c.By.Length > 0).Select(c => (c.Reason, c.By)).Single());
        Assert.Equal(50, _breaker.Current.Changes.Count(c => c.By.Length == 0));
        Assert.Equal(_breaker.Current.Changes.Select(c => c.Version).OrderDescending(), _breaker.Current.Changes.Select(c => c.Version));
    }

    /// <summary>A permit that nobody uses fails by itself: it opened the breaker again every 9 s, for as long as nobody called.</summary>
    [Fact]
    public void Open_WhileNobodyWantsToCall_StaysAsItIs_AndTheFirstThatDoesProbesAtOnce()
    {
        OpenIt();
        var opened = _breaker.Current;
        for (var i = 0; i < 1000; i++)
        {
            _now += TimeSpan.FromSeconds(3);
            foreach (var silo in new[] { "a", "b", "c" }) Report(silo);
        }
        Assert.Same(opened, _breaker.Current);
        Report("c", wants: true);
        Assert.Equal((CircuitState.HalfOpen, "c", 1), (_breaker.Current.State, _breaker.Current.Holder, _breaker.AnswerFor("c", _now).Probes));
    }

    [Fact]
    public void Permit_ThatLapsesWhileNobodyWantsToCall_ChangesNothing()
    {
        OpenIt();
        _now += TimeSpan.FromSeconds(5);
        Report("a", wants: true);
        var granted = _breaker.Current;
        for (var i = 0; i < 100; i++)
        {
            _now += TimeSpan.FromSeconds(3);
            Report("b");
        }
        Assert.Same(granted, _breaker.Current);
        Report("b", wants: true);
        Assert.Equal(CircuitState.Open, _breaker.Current.State);
        Assert.StartsWith("no probe was reported", _breaker.Current.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Permit_OfOneThatHeldItBefore_GoesFirstToWhoeverAsks()
    {
        OpenIt();
        Report("a", refused: 1);
        _now += TimeSpan.FromSeconds(5);
        Report("c", wants: true);
        Assert.Equal("c", _breaker.Current.Holder);
    }

    /// <summary>Listeners and consoles were told "the breaker is open" and not what had gone wrong.</summary>
    [Fact]
    public void Cause_OfTheLastFailure_IsToldUntilItCloses()
    {
        foreach (var silo in new[] { "a", "b", "c" }) Report(silo, calls: 10, failures: 10, lastFailure: "connection refused");
        Assert.Contains("100 % of", _breaker.Current.Reason, StringComparison.Ordinal);
        AssertCause("connection refused");
        _now += TimeSpan.FromSeconds(5);
        Report("a", wants: true);
        AssertCause("connection refused");
        Report("a", probeFailures: 1, failures: 1, calls: 1, lastFailure: "no route");
        AssertCause("no route");
        _now += TimeSpan.FromSeconds(5);
        Report("b", wants: true);
        AssertCause("no route");
        Report("b", probeSuccesses: 1);
        Assert.Equal(("the probe succeeded", ""), (_breaker.Current.Reason, _breaker.Current.Cause));

        void AssertCause(string cause) => Assert.EndsWith($"; the last: {cause}", _breaker.Current.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ForcedStates_HoldWhateverIsReported()
    {
        Commit(_breaker.Command(BreakerCommand.ForceClose, "", "ann", _now));
        foreach (var silo in new[] { "a", "b", "c" }) Report(silo, calls: 500, failures: 500);
        Assert.Equal(CircuitState.ForcedClosed, _breaker.Current.State);
    }

    [Fact]
    public void Store_ThatWasLost_GoesOnAboveWhatSilosHaveHeard()
    {
        Report("a", applied: 41);
        Assert.Equal((42L, CircuitState.Closed), (_breaker.Current.Version, _breaker.Current.State));
    }

    [Fact]
    public void OwnOpenSilo_ThatIsTheOnlyOne_OpensTheClusterForAsLongAsItAsks()
    {
        var report = new BreakerReport("a", 1, 0, CircuitState.Open, true, TimeSpan.FromSeconds(30), 20, 20, 0, 0, 0, 0);
        Assert.Null(_breaker.Report(report with { Silo = "b" }, isAlone: false, _now));
        _breaker = New(new BreakerDecision());
        Commit(_breaker.Report(report, isAlone: true, _now)!);
        Assert.Equal(_now + TimeSpan.FromSeconds(30), _breaker.Current.RetryAt);
    }

    [Fact]
    public void Law_UnderRandomReportsCommandsAndLosses_OnePermitAndNeverStuck() => Property.Check(300, random =>
    {
        _sequences.Clear();
        _breaker = New(new BreakerDecision());
        var holders = new Dictionary<long, string>();
        var halfOpenSince = _now;
        for (var step = 0; step < 300; step++)
        {
            _now += TimeSpan.FromMilliseconds(random.Next(1500));
            if (random.Next(60) == 0) Commit(_breaker.Command((BreakerCommand)random.Next(2), "", "ann", _now));
            else
            {
                var calls = random.Next(6);
                // Somebody always wants to call: a permit may lapse unnoticed only while nobody does.
                Report($"s{random.Next(4)}", calls, random.Next(calls + 1), random.Next(3), random.Next(8) / 7, random.Next(8) / 7, random.Next(10) == 0 ? 0 : null, wants: true);
            }
            // The silo that holds the breaker is lost: what was stored stands.
            if (random.Next(40) == 0) _breaker = New(_breaker.Current);
            var permits = Enumerable.Range(0, 4).Where(i => _breaker.AnswerFor($"s{i}", _now).Probes > 0).ToArray();
            Assert.Equal(_breaker.Current.State == CircuitState.HalfOpen ? 1 : 0, permits.Length);
            if (permits.Length == 0) halfOpenSince = _now;
            else
            {
                // A version gives its permit to one silo, whoever asks and however often.
                Assert.Equal(holders.TryAdd(_breaker.Current.Version, $"s{permits[0]}") ? $"s{permits[0]}" : holders[_breaker.Current.Version], $"s{permits[0]}");
                Assert.True(_now - halfOpenSince <= ClusterJudgementTests.Thresholds.ProbeLease + TimeSpan.FromSeconds(3));
            }
        }
    });

    private static ClusterBreaker New(BreakerDecision stored) => new(ClusterJudgementTests.Thresholds, stored);

    private void OpenIt()
    {
        foreach (var silo in new[] { "a", "b", "c" }) Report(silo, calls: 10, failures: 10);
        Assert.Equal(CircuitState.Open, _breaker.Current.State);
    }

    private void Report(string silo, int calls = 0, int failures = 0, int refused = 0, int probeSuccesses = 0, int probeFailures = 0, long? applied = null, bool wants = false, string lastFailure = "")
    {
        var sequence = _sequences[silo] = _sequences.GetValueOrDefault(silo) + 1;
        var report = new BreakerReport(
            silo, sequence, applied ?? _breaker.Current.Version, _breaker.Current.State, false, null, calls, failures, 0, refused, probeSuccesses, probeFailures, wants, lastFailure);
        if (_breaker.Report(report, isAlone: false, _now) is { } next) Commit(next);
    }

    private void Commit(BreakerDecision next)
    {
        Assert.True(next.Version > _breaker.Current.Version);
        _breaker.Commit(next);
    }
}
