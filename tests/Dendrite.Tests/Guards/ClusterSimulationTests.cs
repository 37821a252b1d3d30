using System.Globalization;
using Dendrite.Resilience.Breakers;
using Dendrite.Testing;
using Xunit.Abstractions;

namespace Dendrite.Guards;

/// <summary>Five silos against one backend, on a clock of the test's own. Each test prints its figures.</summary>
public sealed class ClusterSimulationTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    public void FailingBackend_CostsAtMostAFifthOfFiveSeparateBreakers(double callsPerSecond)
    {
        var (shared, separate) = (Fail(callsPerSecond, true), Fail(callsPerSecond, false));
        Print($"{callsPerSecond}/s a silo: {shared.FailedBeforeAllOpen} failed calls before all five are open, separate breakers {separate.FailedBeforeAllOpen}");
        Assert.All(shared.Silos.Concat(separate.Silos), s => Assert.NotNull(s.OpenedAt));
        Assert.True(5 * shared.FailedBeforeAllOpen <= separate.FailedBeforeAllOpen);
    }

    [Fact]
    public void FailingBackend_UnderCallsAtRandomTimes_CostsAboutAFifth()
    {
        var (shared, separate, seeds) = (0, 0, Soak.Count(50, 1000));
        Soak.Print($"seeds 0 to {seeds - 1}");
        for (var seed = 0; seed < seeds; seed++)
        {
            shared += Fail(10, true, new Random(seed)).FailedBeforeAllOpen;
            separate += Fail(10, false, new Random(seed)).FailedBeforeAllOpen;
        }
        Print($"10/s a silo at random times, mean of {seeds} seeds: {shared / (double)seeds} failed calls before all five are open, separate breakers {separate / (double)seeds}");
        Assert.True(4.5 * shared <= separate);
    }

    [Fact]
    public void FailingBackend_GetsOneProbeAWindow_AndIsFoundWellByIt()
    {
        var back = TimeSpan.FromSeconds(57);
        var (shared, separate) = (Recover(true), Recover(false));
        var gaps = shared.Probes.Zip(shared.Probes.Skip(1), (a, b) => b - a).ToArray();
        Print($"57 s of failure: {shared.Probes.Count} probes, the closest {gaps.Min().TotalSeconds:0.###} s apart; separate breakers {separate.Probes.Count} probes");
        Assert.All(gaps, gap => Assert.True(gap >= TimeSpan.FromSeconds(5)));
        Assert.All(shared.Silos, s => Assert.Equal(BreakerState.Closed, s.Breaker.State));
        Assert.Equal(1, shared.Probes.Count(p => p >= back));
        Assert.InRange(shared.Probes.Count, 9, 12);

        SimulatedCluster Recover(bool isShared)
        {
            var cluster = new SimulatedCluster(10, (_, at) => at >= back, isShared);
            cluster.Run(back + TimeSpan.FromSeconds(8));
            return cluster;
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void PoisonedSilo_OfFive_OpensNoOthers(double callsPerSecond)
    {
        var cluster = new SimulatedCluster(callsPerSecond, (silo, _) => silo.Index != 0, shared: true);
        cluster.Run(Minute);
        Print($"{callsPerSecond}/s a silo, one with a bad route, 60 s: it failed {cluster.Silos[0].Failed} and refused {cluster.Silos[0].Refused} calls, the others refused {cluster.Silos.Skip(1).Sum(s => s.Refused)}");
        Assert.NotNull(cluster.Silos[0].OpenedAt);
        Assert.All(cluster.Silos.Skip(1), s => Assert.Equal((0, null), (s.Refused, s.OpenedAt)));
    }

    [Fact]
    public void PoisonedSilo_AfterAnOutageOfAll_KeepsNobodyOpen()
    {
        var back = TimeSpan.FromSeconds(10);
        var cluster = new SimulatedCluster(10, (silo, at) => silo.Index != 0 && at >= back, shared: true);
        cluster.Run(TimeSpan.FromSeconds(40));
        var last = cluster.Silos.Skip(1).Sum(s => s.Refused);
        cluster.Run(TimeSpan.FromSeconds(60));
        Print($"An outage of 10 s, one silo of five with a bad route: after 40 s the others refuse {cluster.Silos.Skip(1).Sum(s => s.Refused) - last} calls");
        Assert.All(cluster.Silos.Skip(1), s => Assert.Equal(BreakerState.Closed, s.Breaker.State));
        Assert.Equal(last, cluster.Silos.Skip(1).Sum(s => s.Refused));
        Assert.NotEqual(BreakerState.Closed, cluster.Silos[0].Breaker.State);
    }

    private static SimulatedCluster Fail(double callsPerSecond, bool shared, Random? random = null)
    {
        var cluster = new SimulatedCluster(callsPerSecond, (_, _) => false, shared, random);
        cluster.Run(TimeSpan.FromSeconds(20));
        return cluster;
    }

    private void Print(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
