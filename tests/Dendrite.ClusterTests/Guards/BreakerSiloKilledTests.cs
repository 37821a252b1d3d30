using Dendrite.Hosting.Guards;
using Dendrite.Resilience.Breakers;
using Dendrite.Testing;

namespace Dendrite.Guards;

/// <summary>What becomes of a breaker when a silo dies. Each test kills one, so each has a cluster of its own.</summary>
public sealed class BreakerSiloKilledTests : IAsyncLifetime
{
    private GuardCluster _cluster = null!;

    public static TheoryData<int> Kills => [.. Enumerable.Range(1, Soak.Count(1, 10))];

    public async Task InitializeAsync()
    {
        _cluster = await GuardCluster.StartAsync(3);
        _cluster.Begin();
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task BreakersSilo_Killed_TheStateComesBackElsewhere(int kill)
    {
        Soak.Print($"kill {kill}");
        await _cluster.OpenAsync();
        var before = await _cluster.Breaker.GetAsync(_cluster.Limit);
        var host = _cluster.HostOf(_cluster.Breaker);
        await _cluster.KillAsync(host);
        var after = await _cluster.AfterKillAsync(() => _cluster.Breaker.GetAsync(_cluster.Limit));
        Assert.Equal((before.State, before.Version, before.Reason, before.RetryAt), (after.State, after.Version, after.Reason, after.RetryAt));
        Assert.Equal(before.Changes, after.Changes);
        Assert.NotEqual(host.SiloAddress, _cluster.HostOf(_cluster.Breaker).SiloAddress);

        _cluster.AnswerAll(well: true);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        await _cluster.ReportAsync();
        foreach (var silo in _cluster.Silos) await _cluster.PollAsync(silo);
        await _cluster.ReportAsync();
        await _cluster.BreakersAreAsync(BreakerState.Closed);
    }

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task PermitHolder_Killed_ThePermitComesBackAfterItsLease(int kill)
    {
        Soak.Print($"kill {kill}");
        await _cluster.OpenAsync();
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        var holder = _cluster.Silos.First(s => s != _cluster.HostOf(_cluster.Breaker));
        await _cluster.Of<GuardReporter>(holder).AskForPermitAsync(_cluster.GuardOf(holder));
        var view = await _cluster.Breaker.GetAsync(_cluster.Limit);
        Assert.Equal(GuardCluster.NameOf(holder), view.Silos.Single(e => e.HoldsPermit).Silo);
        await _cluster.KillAsync(holder);
        await _cluster.AfterKillAsync(() => _cluster.Breaker.GetAsync(_cluster.Limit));
        var before = _cluster.Polls;
        _cluster.Clock.Advance(view.Thresholds.ProbeLease - TimeSpan.FromSeconds(1));
        await _cluster.ReportAsync();
        foreach (var silo in _cluster.Silos) await _cluster.PollAsync(silo);
        Assert.Equal(before, _cluster.Polls);
        _cluster.Clock.Advance(TimeSpan.FromSeconds(1));
        await _cluster.ReportAsync();
        _cluster.Clock.Advance(TimeSpan.FromSeconds(5));
        await _cluster.ReportAsync();
        foreach (var silo in _cluster.Silos) await _cluster.PollAsync(silo);
        Assert.Equal(before + 1, _cluster.Polls);
    }
}
