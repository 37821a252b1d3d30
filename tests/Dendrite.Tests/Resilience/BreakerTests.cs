using System.ComponentModel.DataAnnotations;
using Dendrite.Testing;
using Polly;
using Polly.CircuitBreaker;

namespace Dendrite.Resilience.Breakers;

/// <summary>Rows 2.5, 2.6 and 2.7: by hand, as a switch, and by itself.</summary>
public sealed class BreakerTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Options_Defaults_AreHystrixs()
    {
        var options = new BreakerOptions();
        Assert.Equal((20, 50.0, 5000.0, 10_000.0, 10, 1), (options.RequestVolumeThreshold, options.ErrorThresholdPercentage,
            options.SleepWindow.TotalMilliseconds, options.RollingWindow.TotalMilliseconds, options.RollingBuckets, options.HalfOpenPermits));
    }

    [Fact]
    public void Options_OutOfRange_AreAllListed()
    {
        var options = new BreakerOptions { Name = "x", RequestVolumeThreshold = 0, ErrorThresholdPercentage = 0, HalfOpenPermits = 0, SlowCallDuration = TimeSpan.Zero };
        var error = Assert.Throws<ValidationException>(() => new Breaker(options));
        Assert.Equal(
            "The options of breaker 'x' are not valid: RequestVolumeThreshold is 0; at least 1. ErrorThresholdPercentage is 0; above 0 to 100. "
            + "HalfOpenPermits is 0; 1 to 1,000. SlowCallDuration is 00:00:00; above zero.",
            error.Message);
    }

    [Fact]
    public void Execute_TrippedAndReset_RefusesThenRuns()
    {
        var breaker = new Breaker(new() { Name = "mail" }, _time);
        Assert.True(breaker.IsClosed);
        breaker.Trip("the disk is full", "anna", Timeout.InfiniteTimeSpan);
        var ran = false;
        var refused = Assert.Throws<BreakerOpenException>(() => breaker.Execute(() => ran = true));
        Assert.False(ran);
        Assert.Equal("The breaker 'mail' is Open: the disk is full (by anna).", refused.Message);
        Assert.Null(refused.RetryAfter);
        Assert.Equal((BreakerState.Open, BreakerAuthority.Operator, "anna"), (refused.Status.State, refused.Status.Authority, refused.Status.By));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Throws<BreakerOpenException>(() => breaker.Execute(() => ran = true));
        breaker.Reset();
        Assert.True(breaker.Execute(() => ran = true));
    }

    [Fact]
    public void Trip_WithoutATime_RecoversByAProbe()
    {
        var breaker = new Breaker(null, _time);
        breaker.Trip("try");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, breaker.Execute(() => 1));
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void Forced_States_IgnoreWhatCallsSay()
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 1 }, _time);
        breaker.ForceClose("launch day", "bob");
        Fail(breaker, 10);
        Assert.Equal(BreakerState.ForcedClosed, breaker.State);
        Assert.Equal(10, breaker.Window.Failures);
        breaker.ForceOpen("maintenance", "bob");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(breaker.TryEnter(out _));
        breaker.Disable("not needed", "bob");
        Fail(breaker, 10);
        Assert.Equal(0, breaker.Window.Calls);
        breaker.Reset();
        Fail(breaker, 1);
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void Switchboard_FlippedFromOutside_ActsOnTheNextCall()
    {
        var board = new BreakerSwitchboard(time: _time, capacity: 2);
        Assert.True(board.IsOn("new-search"));
        board["new-search"].ForceOpen("not tested yet", "admin");
        Assert.False(board.IsOn("new-search"));
        Assert.Throws<BreakerOpenException>(() => board["new-search"].Execute(() => 1));
        board["new-search"].Reset();
        Assert.Equal(1, board["new-search"].Execute(() => 1));
        Assert.Same(board["b"], board["b"]);
        Assert.Throws<InvalidOperationException>(() => board["c"]);
        Assert.Equal(["b", "new-search"], board.Breakers.Select(b => b.Name));
    }

    [Fact]
    public void ErrorRate_BelowVolume_DoesNotOpen()
    {
        var breaker = new Breaker(null, _time);
        Fail(breaker, 19);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Fail(breaker, 1);
        Assert.Equal(BreakerState.Open, breaker.State);
        Assert.Equal("100 % of 20 calls failed", breaker.Status.Reason);
    }

    [Fact]
    public void ErrorRate_BelowThreshold_DoesNotOpen()
    {
        var breaker = new Breaker(null, _time);
        Succeed(breaker, 51);
        Fail(breaker, 49);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Fail(breaker, 2);
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void ErrorRate_OfAnOlderWindow_IsForgotten()
    {
        var breaker = new Breaker(null, _time);
        Fail(breaker, 19);
        _time.Advance(TimeSpan.FromSeconds(10));
        Fail(breaker, 19);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Assert.Equal(19, breaker.Window.Calls);
    }

    [Fact]
    public void SlowCalls_AboveTheirRate_Open()
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 4, SlowCallDuration = TimeSpan.FromSeconds(1), SlowCallThresholdPercentage = 75 }, _time);
        Complete(breaker, CallVerdict.Success, TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 3; i++) Complete(breaker, CallVerdict.Success, TimeSpan.FromSeconds(1.001));
        Assert.Equal((BreakerState.Open, "75 % of 4 calls were slow"), (breaker.State, breaker.Status.Reason));
    }

    [Fact]
    public void ConsecutiveFailures_WithoutASuccessBetween_Open()
    {
        var breaker = new Breaker(new() { ConsecutiveFailureThreshold = 3 }, _time);
        Fail(breaker, 2);
        Succeed(breaker, 1);
        Fail(breaker, 2);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Fail(breaker, 1);
        Assert.Equal((BreakerState.Open, "3 failures in a row"), (breaker.State, breaker.Status.Reason));
    }

    [Fact]
    public void HalfOpen_OneProbe_DecidesBothWays()
    {
        var breaker = Opened();
        Assert.Equal(TimeSpan.FromSeconds(5).TotalMilliseconds, breaker.Status.RetryAfter!.Value.TotalMilliseconds, 2);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(BreakerState.Open, breaker.State);
        Assert.True(breaker.TryEnter(out var probe));
        Assert.True(probe.IsProbe);
        Assert.False(breaker.TryEnter(out _));
        breaker.Complete(probe, CallVerdict.Failure);
        Assert.Equal((BreakerState.Open, "a probe failed"), (breaker.State, breaker.Status.Reason));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryEnter(out probe));
        breaker.Complete(probe, CallVerdict.Success);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Assert.Equal(0, breaker.Window.Calls);
    }

    [Fact]
    public void HalfOpen_ManyPermits_JudgedByRateAsSoonAsCertain()
    {
        var breaker = Opened(new() { RequestVolumeThreshold = 1, HalfOpenPermits = 4 });
        _time.Advance(TimeSpan.FromSeconds(5));
        var probes = Enumerable.Range(0, 4).Select(_ => { Assert.True(breaker.TryEnter(out var p)); return p; }).ToArray();
        Assert.False(breaker.TryEnter(out _));
        breaker.Complete(probes[0], CallVerdict.Failure);
        breaker.Complete(probes[1], CallVerdict.Success);
        breaker.Complete(probes[2], CallVerdict.Success);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        breaker.Complete(probes[3], CallVerdict.Success);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    /// <summary>The defect that resilience4j issues 544, 903, 935, 1389, 1568, 2093 and 2289 report: a lost permit, and it stays half-open for ever.</summary>
    [Fact]
    public async Task HalfOpen_CancelledAndIgnoredCalls_GiveTheirPermitsBack()
    {
        var breaker = Opened(new() { RequestVolumeThreshold = 1, Judge = e => e is FormatException ? CallVerdict.Ignored : e is OperationCanceledException ? CallVerdict.Ignored : CallVerdict.Failure });
        _time.Advance(TimeSpan.FromSeconds(5));
        for (var i = 0; i < 10; i++)
        {
            Assert.Throws<FormatException>(() => breaker.Execute<int>(() => throw new FormatException()));
            await Assert.ThrowsAsync<OperationCanceledException>(async () => await breaker.ExecuteAsync<int>(_ => throw new OperationCanceledException()));
            Assert.Equal(BreakerState.HalfOpen, breaker.State);
        }
        Assert.Equal(1, breaker.Execute(() => 1));
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void HalfOpen_ProbeThatNeverReports_CountsAsFailed()
    {
        var breaker = Opened();
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryEnter(out var lost));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(breaker.TryEnter(out _));
        Assert.Equal((BreakerState.Open, "no probe reported within 00:01:00"), (breaker.State, breaker.Status.Reason));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryEnter(out var probe));
        breaker.Complete(lost, CallVerdict.Failure);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        breaker.Complete(probe, CallVerdict.Success);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void Verdict_OfAnEarlierPeriod_IsDropped()
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 1 }, _time);
        Assert.True(breaker.TryEnter(out var early));
        Fail(breaker, 1);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryEnter(out _));
        breaker.Complete(early, CallVerdict.Success);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
    }

    [Fact]
    public void RetryAfter_OfAFailure_HoldsItOpenWithinItsLimit()
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 1, MaxRetryAfter = TimeSpan.FromSeconds(30) }, _time);
        Complete(breaker, CallVerdict.Failure, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(19.99));
        Assert.False(breaker.TryEnter(out _));
        _time.Advance(TimeSpan.FromSeconds(0.02));
        Assert.True(breaker.TryEnter(out var probe));
        breaker.Complete(probe, CallVerdict.Failure, retryAfter: TimeSpan.FromHours(5));
        _time.Advance(TimeSpan.FromSeconds(30.01));
        Assert.True(breaker.TryEnter(out _));
    }

    [Fact]
    public void SleepWindow_WithAMaximum_DoublesUntilItCloses()
    {
        var breaker = Opened(new() { RequestVolumeThreshold = 1, MaxSleepWindow = TimeSpan.FromSeconds(12) });
        foreach (var seconds in new[] { 5, 10, 12, 12 })
        {
            Assert.Equal(seconds, breaker.Status.RetryAfter!.Value.TotalSeconds, 3);
            _time.Advance(TimeSpan.FromSeconds(seconds + 0.001));
            Assert.True(breaker.TryEnter(out var probe));
            breaker.Complete(probe, CallVerdict.Failure);
        }
    }

    [Fact]
    public void Reading_TheState_ChangesNothing()
    {
        var breaker = Opened();
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 5; i++) Assert.Equal((BreakerState.Open, BreakerState.Open), (breaker.State, breaker.Status.State));
        Assert.Equal(TimeSpan.Zero, breaker.Status.RetryAfter);
        Assert.Equal(1, breaker.Status.Sequence);
    }

    [Fact]
    public void Transitions_AreToldInOrderWithReasonAndAuthor()
    {
        var breaker = new Breaker(new() { Name = "b", RequestVolumeThreshold = 1 }, _time);
        var seen = new List<BreakerTransition>();
        breaker.Transitioned += seen.Add;
        Fail(breaker, 1);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, breaker.Execute(() => 1));
        breaker.ForceOpen("why", "who");
        Assert.Equal([BreakerState.Open, BreakerState.HalfOpen, BreakerState.Closed, BreakerState.ForcedOpen], seen.Select(t => t.To));
        Assert.Equal([1L, 2, 3, 4], seen.Select(t => t.Sequence));
        Assert.Equal(("why", "who", BreakerAuthority.Operator), (seen[3].Reason, seen[3].By, seen[3].Authority));
    }

    [Fact]
    public void Strategy_InAPollyPipeline_RefusesWithPollysException()
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 1 }, _time);
        var pipeline = new ResiliencePipelineBuilder<int> { TimeProvider = _time }.AddBreaker(breaker, (int r) => r < 0 ? CallVerdict.Failure : CallVerdict.Success).Build();
        Assert.Equal(1, pipeline.Execute(() => 1));
        Assert.Equal(-1, pipeline.Execute(() => -1));
        Assert.Equal(BreakerState.Open, breaker.State);
        var refused = Assert.ThrowsAny<BrokenCircuitException>(() => pipeline.Execute(() => 1));
        Assert.Equal(5, refused.RetryAfter!.Value.TotalSeconds, 3);
    }

    [Fact]
    public async Task Strategy_AsynchronousFailures_OpenToo()
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddBreaker(new BreakerOptions { RequestVolumeThreshold = 1 }).Build();
        await Assert.ThrowsAsync<FormatException>(() => Gate.ThroughAsync(gate => pipeline.ExecuteAsync(async _ => { await gate; throw new FormatException(); })));
        await Assert.ThrowsAsync<BreakerOpenException>(async () => await pipeline.ExecuteAsync(_ => default));
    }

    private static void Fail(Breaker breaker, int times)
    {
        for (var i = 0; i < times; i++)
            if (breaker.TryEnter(out var permit)) breaker.Complete(permit, CallVerdict.Failure);
    }

    private static void Succeed(Breaker breaker, int times)
    {
        for (var i = 0; i < times; i++) Complete(breaker, CallVerdict.Success, TimeSpan.Zero);
    }

    private static void Complete(Breaker breaker, CallVerdict verdict, TimeSpan duration, TimeSpan? retryAfter = null)
    {
        Assert.True(breaker.TryEnter(out var permit));
        breaker.Complete(permit, verdict, duration, retryAfter);
    }

    private Breaker Opened(BreakerOptions? options = null)
    {
        var breaker = new Breaker(options ?? new() { RequestVolumeThreshold = 1 }, _time);
        Fail(breaker, 1);
        Assert.Equal(BreakerState.Open, breaker.State);
        return breaker;
    }

    [Fact]
    public void CallThatIsExactlySlow_IsSlow_AndOneBelowIsNot()
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 2, SlowCallDuration = TimeSpan.FromSeconds(1), SlowCallThresholdPercentage = 50 }, _time);
        Complete(breaker, CallVerdict.Success, TimeSpan.FromSeconds(0.999));
        Complete(breaker, CallVerdict.Success, TimeSpan.FromSeconds(0.999));
        Assert.Equal((0L, BreakerState.Closed), (breaker.Window.Slow, breaker.State));
        // Timestamps are coarser than ticks, so the exact second is given in timestamps.
        Assert.True(breaker.TryEnter(_time.GetTimestamp(), out var permit));
        var now = _time.GetTimestamp();
        breaker.Complete(permit, CallVerdict.Success, now - _time.TimestampFrequency, now);
        Assert.Equal(1, breaker.Window.Slow);
        Complete(breaker, CallVerdict.Success, TimeSpan.FromSeconds(2));
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void SlowProbe_KeepsItOpen()
    {
        var breaker = Opened(new() { RequestVolumeThreshold = 1, SlowCallDuration = TimeSpan.FromSeconds(1) });
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryEnter(out var probe));
        breaker.Complete(probe, CallVerdict.Success, TimeSpan.FromSeconds(1.1));
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void Window_HoldsItsWholeLengthAndNoMore()
    {
        var breaker = new Breaker(null, _time);
        Fail(breaker, 1);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(1, breaker.Window.Calls);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(0, breaker.Window.Calls);
    }

    [Fact]
    public void Window_CallAtTheTurnOfABucket_BelongsToTheNewOne()
    {
        var breaker = new Breaker(null, _time);
        Fail(breaker, 1);
        _time.Advance(TimeSpan.FromSeconds(1));
        Fail(breaker, 1);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(1, breaker.Window.Calls);
    }

    [Fact]
    public void ErrorRate_AtItsThreshold_Opens()
    {
        var breaker = new Breaker(null, _time);
        Succeed(breaker, 10);
        Fail(breaker, 9);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Fail(breaker, 1);
        Assert.Equal((BreakerState.Open, "50 % of 20 calls failed"), (breaker.State, breaker.Status.Reason));
    }

    [Fact]
    public void AwaitsPermit_OnceItsProbesHaveReported()
    {
        var breaker = new Breaker(null, _time);
        breaker.Apply(new(1, BreakerState.HalfOpen, "", "", TimeSpan.FromMinutes(1)) { Probes = 1 });
        Assert.True(breaker.TryEnter(out var probe));
        Assert.False(breaker.AwaitsPermit);
        breaker.Complete(probe, CallVerdict.Success);
        Assert.Equal((BreakerState.HalfOpen, true), (breaker.State, breaker.AwaitsPermit));
    }

    /// <summary>Both found the reason to open at once; the second must not open what has been reset in between.</summary>
    [Fact]
    public void Verdict_OfTheClosedPeriodBefore_DoesNotOpenTheNext()
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 1 }, _time);
        Assert.True(breaker.TryEnter(out var early));
        breaker.Reset();
        breaker.Complete(early, CallVerdict.Failure);
        Assert.Equal((BreakerState.Closed, 0L), (breaker.State, breaker.Window.Calls));
    }

    [Fact]
    public void AwaitsPermit_WhileGovernedAndTheTimeHasCome()
    {
        var breaker = new Breaker(null, _time);
        Assert.False(breaker.AwaitsPermit);
        breaker.Apply(new(1, BreakerState.Open, "", "", TimeSpan.FromMinutes(1)) { RetryAfter = TimeSpan.FromSeconds(5) });
        Assert.False(breaker.AwaitsPermit);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.AwaitsPermit);
        breaker.Apply(new(2, BreakerState.HalfOpen, "", "", TimeSpan.FromMinutes(1)) { Probes = 1 });
        Assert.False(breaker.AwaitsPermit);
        Assert.True(breaker.TryEnter(out _));
        Assert.False(breaker.AwaitsPermit);
        breaker.Apply(new(3, BreakerState.HalfOpen, "", "", TimeSpan.FromMinutes(1)));
        Assert.True(breaker.AwaitsPermit);
        breaker.Trip("by hand");
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(breaker.AwaitsPermit);
    }
}
