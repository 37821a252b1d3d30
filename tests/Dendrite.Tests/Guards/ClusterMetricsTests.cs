using Dendrite.Contracts.Guards;
using Dendrite.Grains.Guards;
using Dendrite.Protocol;
using Dendrite.Resilience.Metrics;
using Dendrite.Testing;

namespace Dendrite.Guards;

/// <summary>What many silos counted, as one.</summary>
public sealed class ClusterMetricsTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly ClusterMetrics _cluster;

    public ClusterMetricsTests() => _cluster = new(_time.GetUtcNow());

    [Fact]
    public void Percentiles_OfManySilos_AreThoseOfOneThatSawEverything() => Property.Check(100, random =>
    {
        var cluster = new ClusterMetrics(_time.GetUtcNow());
        var one = new GuardMetrics(null, _time);
        for (var silo = 0; silo < 5; silo++)
        {
            var own = new GuardMetrics(null, _time);
            for (var call = random.Next(200); call >= 0; call--)
            {
                var latency = TimeSpan.FromMilliseconds(random.Next(1, 40) * (silo + 1));
                own.Record(CallOutcome.Success, latency);
                one.Record(CallOutcome.Success, latency);
            }
            cluster.Take(own.Drain().ToReport($"s{silo}", 1), _time.GetUtcNow());
        }
        var (view, truth) = (cluster.Read(new GuardKey("b"), _time.GetUtcNow()), one.Drain().Latency);
        Assert.Equal([0, 25, 50, 75, 90, 95, 99, 99.5, 100], view.Latencies.Select(l => l.Percent));
        Assert.All(view.Latencies, l => Assert.Equal(truth.Percentile(l.Percent), l.Duration));
        Assert.Equal((truth.Count, truth.Mean), (view.LatencyCount, view.LatencyMean));
    });

    [Fact]
    public void Windows_MoveOn()
    {
        Take("a", 1, success: 30, failure: 10);
        _time.Advance(TimeSpan.FromSeconds(9));
        var view = Read();
        Assert.Equal((40L, 25.0), (view.Counts.Requests, view.ErrorPercentage));
        Assert.Equal((120, 40L, 0L), (view.Traffic.Count, view.Traffic[110], view.Traffic[119]));
        _time.Advance(TimeSpan.FromSeconds(2));
        view = Read();
        Assert.Equal((0L, null, 40L), (view.Counts.Requests, view.ErrorPercentage, view.Traffic.Sum()));
        _time.Advance(TimeSpan.FromSeconds(120));
        Assert.Equal(0, Read().Traffic.Sum());
    }

    [Fact]
    public void Nothing_IsUnknownAndNotZero()
    {
        var view = Read();
        Assert.Null(view.ErrorPercentage);
        Assert.Null(view.LatencyMean);
        Assert.Empty(view.Latencies);
    }

    [Fact]
    public void Report_SentAgain_CountsOnce_AndReadingChangesNothing()
    {
        Take("a", 1, success: 5);
        Take("a", 1, success: 5);
        Take("b", 1, success: 2);
        Assert.Equal(7, Read().Counts.Success);
        Assert.Equal(System.Text.Json.JsonSerializer.Serialize(Read()), System.Text.Json.JsonSerializer.Serialize(Read()));
    }

    [Fact]
    public void InFlight_IsTheSumOfTheSilosThatAreThere()
    {
        Take("a", 1, success: 1, inFlight: 3);
        _time.Advance(TimeSpan.FromSeconds(4));
        Take("b", 1, success: 1, inFlight: 2);
        Assert.Equal((5, 5, "a,b"), (Read().InFlight, Read().MaxInFlight, string.Join(",", Read().Silos)));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((2, "b"), (Read().InFlight, string.Join(",", Read().Silos)));
    }

    [Fact]
    public void LastError_OfSeveralSilos_IsTheLatestAndStays()
    {
        Assert.Null(Read().LastError);
        var late = new GuardError(_time.GetUtcNow().AddSeconds(-1), DendriteErrorCode.UpstreamTimeout, "late", null);
        Report("a", 1, late);
        Report("b", 1, late with { At = late.At.AddSeconds(-5), Reason = "early" });
        Report("b", 2, null);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(late, Read().LastError);
    }

    private void Report(string silo, long sequence, GuardError? error) => _cluster.Take(
        new MetricsReport(silo, sequence, new CallCounts(0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), new LatencyBuckets([], [], 0), 0, 0, error), _time.GetUtcNow());

    private GuardMetricsView Read() => _cluster.Read(new GuardKey("b"), _time.GetUtcNow());

    private void Take(string silo, long sequence, int success = 0, int failure = 0, int inFlight = 0) => _cluster.Take(
        new MetricsReport(silo, sequence, new CallCounts(success, failure, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), new LatencyBuckets([], [], 0), inFlight, inFlight),
        _time.GetUtcNow());
}
