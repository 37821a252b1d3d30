using Dendrite.Testing;

namespace Dendrite.Resilience.Breakers;

/// <summary>The breaker under someone who governs many of them, and the evidence that it hands out.</summary>
public sealed class BreakerDirectiveTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Open_ByDirective_RefusesUntilToldOtherwise()
    {
        var breaker = new Breaker(null, _time);
        Assert.True(breaker.Apply(new(1, BreakerState.Open, "60 % of 400 calls failed", "cluster", Lease)));
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.False(breaker.TryEnter(out _));
        Assert.Equal((BreakerAuthority.Cluster, "cluster", 1L), (breaker.Status.Authority, breaker.Status.By, breaker.Status.DirectiveVersion));
        breaker.Apply(new(2, BreakerState.Closed, "recovered", "cluster", Lease));
        Assert.True(breaker.TryEnter(out _));
    }

    [Fact]
    public void Directive_NotNewer_IsIgnored()
    {
        var breaker = new Breaker(null, _time);
        Assert.True(breaker.Apply(new(5, BreakerState.ForcedOpen, "", "", Lease)));
        Assert.False(breaker.Apply(new(5, BreakerState.Closed, "", "", Lease)));
        Assert.False(breaker.Apply(new(4, BreakerState.Closed, "", "", Lease)));
        Assert.Equal(BreakerState.ForcedOpen, breaker.State);
    }

    [Fact]
    public void HalfOpen_OnePermitForTheCluster_IsOneProbe()
    {
        Breaker[] breakers = [.. Enumerable.Range(0, 5).Select(_ => new Breaker(null, _time))];
        foreach (var breaker in breakers) breaker.Apply(new(1, BreakerState.Open, "", "", Lease));
        for (var i = 0; i < 5; i++) breakers[i].Apply(new(2, BreakerState.HalfOpen, "", "", Lease) { Probes = i == 3 ? 1 : 0 });
        var admitted = Enumerable.Range(0, 5).Where(i => breakers[i].TryEnter(out _) || breakers[i].TryEnter(out _)).ToArray();
        Assert.Equal([3], admitted);
    }

    [Fact]
    public void HalfOpen_ProbeUnderADirective_ReportsAndLeavesTheDecision()
    {
        var breaker = new Breaker(null, _time);
        breaker.Apply(new(1, BreakerState.HalfOpen, "", "", Lease) { Probes = 1 });
        Assert.True(breaker.TryEnter(out var probe));
        breaker.Complete(probe, CallVerdict.Success);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        Assert.False(breaker.TryEnter(out _));
        Assert.Equal((1, 0), (breaker.Drain().ProbeSuccesses, breaker.Drain().ProbeFailures));
        breaker.Apply(new(2, BreakerState.Closed, "", "", Lease));
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void Lease_RunOut_FallsBackToItsOwnProbes()
    {
        var breaker = new Breaker(null, _time);
        breaker.Apply(new(1, BreakerState.Open, "", "", Lease));
        _time.Advance(Lease);
        Assert.True(breaker.TryEnter(out var probe));
        Assert.True(probe.IsProbe);
        breaker.Complete(probe, CallVerdict.Failure);
        Assert.Equal((BreakerState.Open, BreakerAuthority.Local), (breaker.State, breaker.Status.Authority));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryEnter(out probe));
        breaker.Complete(probe, CallVerdict.Success);
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void OwnEvidence_UnderAHealthyCluster_OpensOnlyItself()
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 1 }, _time);
        breaker.Apply(new(1, BreakerState.Closed, "", "", Lease));
        Assert.True(breaker.TryEnter(out var permit));
        breaker.Complete(permit, CallVerdict.Failure);
        Assert.Equal(BreakerState.Open, breaker.State);
        breaker.Apply(new(2, BreakerState.Closed, "the others are well", "", Lease));
        Assert.Equal(BreakerState.Open, breaker.State);
        breaker.Apply(new(3, BreakerState.Closed, "reset", "anna", Lease) { Authority = BreakerAuthority.Operator });
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void Drain_InBatches_HandsOutEachCallOnce()
    {
        var breaker = new Breaker(new() { SlowCallDuration = TimeSpan.FromSeconds(1) }, _time);
        for (var i = 0; i < 7; i++)
        {
            Assert.True(breaker.TryEnter(out var permit));
            breaker.Complete(permit, i < 2 ? CallVerdict.Failure : CallVerdict.Success, TimeSpan.FromSeconds(i < 3 ? 2 : 0));
        }
        _time.Advance(TimeSpan.FromMinutes(5));
        var first = breaker.Drain();
        Assert.Equal((7, 2, 3), (first.Calls, first.Failures, first.SlowCalls));
        breaker.ForceOpen("");
        breaker.TryEnter(out _);
        var second = breaker.Drain();
        Assert.Equal((0, 1, first.To), (second.Calls, second.Refused, second.From));
        Assert.Equal((7, 1), (first.Merge(second).Calls, first.Merge(second).Refused));
    }

    [Theory]
    [InlineData((BreakerState)9, 0, 1)]
    [InlineData(BreakerState.Open, -1, 1)]
    [InlineData(BreakerState.Open, 0, -5)]
    public void Directive_OutOfRange_IsRefused(BreakerState state, int probes, int leaseSeconds)
    {
        var directive = new BreakerDirective(1, state, "", "", TimeSpan.FromSeconds(leaseSeconds)) { Probes = probes };
        Assert.Throws<ArgumentOutOfRangeException>(() => new Breaker(null, _time).Apply(directive));
    }
}
