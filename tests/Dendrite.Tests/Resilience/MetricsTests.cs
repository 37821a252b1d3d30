using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Guards;
using Dendrite.Resilience.Retries;
using Dendrite.Testing;
using Polly;
using Polly.Timeout;

namespace Dendrite.Resilience.Metrics;

/// <summary>Rows 2.27 and 2.28.</summary>
public sealed class MetricsTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Windows_WithoutFurtherRecording_Empty()
    {
        var metrics = new GuardMetrics(time: _time);
        Call(metrics, CallOutcome.Success, 100);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(1, metrics.Read().Counts.Requests);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, metrics.Read().Counts.Requests);
        Assert.Equal(1, metrics.Read().Latency.Count);
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(0, metrics.Read().Latency.Count);
        Assert.Equal(1, metrics.Read().Traffic.Sum());
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, metrics.Read().Traffic.Sum());
        Assert.Equal(1, metrics.Read().Total.Requests);
    }

    [Fact]
    public void Read_OfAKnownLoad_GivesEachNumber()
    {
        var metrics = new GuardMetrics(time: _time);
        for (var second = 0; second < 10; second++)
        {
            for (var i = 0; i < 8; i++) Call(metrics, CallOutcome.Success, 10);
            Call(metrics, CallOutcome.Failure, 10);
            Call(metrics, CallOutcome.Timeout, 10);
            metrics.Record(CallOutcome.ShortCircuited);
            metrics.Record(CallOutcome.Rejected);
            metrics.Record(CallOutcome.PoolRejected);
            _time.Advance(TimeSpan.FromMilliseconds(895));
        }
        var read = metrics.Read();
        Assert.Equal(130, read.Counts.Requests);
        Assert.Equal((80, 10, 10), (read.Counts[CallOutcome.Success], read.Counts[CallOutcome.Failure], read.Counts[CallOutcome.Timeout]));
        Assert.Equal((10, 10, 10), (read.Counts[CallOutcome.ShortCircuited], read.Counts[CallOutcome.Rejected], read.Counts[CallOutcome.PoolRejected]));
        Assert.Equal(100.0 * 40 / 120, read.ErrorPercentage!.Value, 9);
        Assert.Equal(9.95, read.CountsCover.TotalSeconds, 4);
        Assert.Equal(130 / 9.95, read.RequestsPerSecond, 3);
        Assert.Equal(40 / 9.95, read.ErrorsPerSecond, 3);
        Assert.Equal(120, read.Traffic.Count);
        Assert.Equal([0.0, 1.0], read.RelativeTraffic.Where(t => t is 0 or 1).Distinct().Order());
        Assert.Equal(100, read.Latency.Count);
    }

    [Fact]
    public void Rates_OnceTheWindowIsFull_AreOverTheWindow()
    {
        var metrics = new GuardMetrics(time: _time);
        for (var second = 0; second < 100; second++)
        {
            Call(metrics, CallOutcome.Success, 0);
            Call(metrics, CallOutcome.Failure, 0);
            _time.Advance(TimeSpan.FromSeconds(second < 99 ? 1 : 0.5));
        }
        var read = metrics.Read();
        Assert.Equal((20, 9.5), (read.Counts.Requests, Math.Round(read.CountsCover.TotalSeconds, 4)));
        Assert.Equal(20 / 9.5, read.RequestsPerSecond, 3);
        Assert.Equal(10 / 9.5, read.ErrorsPerSecond, 3);
    }

    [Fact]
    public void RelativeTraffic_IsEachSecondsShareOfTheBusiest()
    {
        var metrics = new GuardMetrics(time: _time);
        foreach (var calls in new[] { 1, 4, 0, 2 })
        {
            for (var i = 0; i < calls; i++) metrics.Record(CallOutcome.Success);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        metrics.Record(CallOutcome.Failure);
        Assert.Equal([.. new double[115], 0.25, 1, 0, 0.5, 0.25], metrics.Read().RelativeTraffic);
    }

    /// <summary>Below 6.4 µs every duration has a bucket of its own, so each number is exact.</summary>
    [Fact]
    public void Percentiles_OfAKnownSpread_AreEachItsOwn()
    {
        var metrics = new GuardMetrics(time: _time);
        foreach (var (count, ticks) in new[] { (5, 60), (500, 10), (40, 40), (400, 20), (5, 50), (50, 30) })
            for (var i = 0; i < count; i++) metrics.Record(CallOutcome.Success, TimeSpan.FromTicks(ticks));
        var read = metrics.Read();
        Assert.Equal(1000, read.Latency.Count);
        Assert.Equal([16650 / 1000, 10, 20, 30, 40, 50], new[] { read.Mean, read.Median, read.P90, read.P95, read.P99, read.P995 }.Select(t => t!.Value.Ticks));
    }

    [Fact]
    public void Percentiles_OfOneToThousand_AreWithinTheStatedError()
    {
        var histogram = new LatencyHistogram();
        var metrics = new GuardMetrics(time: _time);
        for (var i = 1; i <= 1000; i++)
        {
            histogram.Record(TimeSpan.FromMilliseconds(i));
            metrics.Record(CallOutcome.Success, TimeSpan.FromMilliseconds(i));
        }
        var snapshot = histogram.Snapshot();
        Assert.Equal(snapshot, metrics.Read().Latency);
        Assert.Equal(500.5, snapshot.Mean!.Value.TotalMilliseconds, 9);
        foreach (var p in new[] { 0.1, 50, 90, 95, 99, 99.5, 100 })
            Assert.InRange(snapshot.Percentile(p)!.Value.TotalMilliseconds, p * 10 * (1 - 1.0 / 64), p * 10 * (1 + 1.0 / 64));
    }

    [Fact]
    public void Histogram_AnyDuration_IsAtMostOne64thOff() => Property.Check(200, rng =>
    {
        var ticks = (long)Math.Pow(2, rng.NextDouble() * 39);
        var middle = HistogramLayout.MiddleOf(HistogramLayout.IndexOf(ticks));
        Assert.True(Math.Abs(middle - ticks) <= ticks / 64.0, $"{ticks} became {middle}");
    });

    [Fact]
    public void Histogram_LayoutIndexes_RiseWithoutGapsToTheLast()
    {
        Assert.Equal(HistogramLayout.Count - 1, HistogramLayout.IndexOf(long.MaxValue));
        Assert.Equal(0, HistogramLayout.IndexOf(-5));
        for (var i = 0; i < HistogramLayout.Count; i++) Assert.Equal(i, HistogramLayout.IndexOf(HistogramLayout.MiddleOf(i)));
    }

    [Fact]
    public void Merge_OfParts_EqualsTheWhole() => Property.Check(50, rng =>
    {
        var (left, right, whole) = (new LatencyHistogram(), new LatencyHistogram(), new LatencyHistogram());
        for (var i = 0; i < 100; i++)
        {
            var duration = TimeSpan.FromTicks(rng.NextInt64(1, 1L << rng.Next(1, 36)));
            (rng.Next(2) == 0 ? left : right).Record(duration);
            whole.Record(duration);
        }
        var merged = left.Snapshot().Merge(right.Snapshot());
        Assert.Equal(whole.Snapshot(), merged);
        Assert.Equal(merged, new HistogramSnapshot(merged.Indexes, merged.Counts, merged.SumTicks));
    });

    [Fact]
    public void Snapshot_FromBadLists_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new HistogramSnapshot([1], [], 0));
        Assert.Throws<ArgumentException>(() => new HistogramSnapshot([2, 1], [1, 1], 0));
        Assert.Throws<ArgumentException>(() => new HistogramSnapshot([1], [0], 0));
        Assert.Throws<ArgumentException>(() => new HistogramSnapshot([100_000], [1], 0));
        Assert.Throws<ArgumentException>(() => new OutcomeCounts(ImmutableArray.Create(-1L)));
    }

    [Fact]
    public void Read_ManyTimes_ChangesNothing()
    {
        var metrics = new GuardMetrics(time: _time);
        Call(metrics, CallOutcome.Success, 5);
        var first = metrics.Read();
        for (var i = 0; i < 10; i++) Assert.Equal(first.Counts, metrics.Read().Counts);
        Assert.Equal(1, metrics.Drain().Counts.Requests);
        Assert.Equal(first.Counts, metrics.Read().Counts);
    }

    [Fact]
    public void Drain_InBatches_HandsOutEachEventOnce() => Property.Check(20, rng =>
    {
        var time = new ManualTimeProvider();
        var metrics = new GuardMetrics(time: time);
        var merged = metrics.Drain();
        for (var i = 0; i < 300; i++)
        {
            metrics.End((CallOutcome)rng.Next(8), metrics.Begin());
            time.Advance(TimeSpan.FromMilliseconds(rng.Next(500)));
            if (rng.Next(10) == 0) merged = merged.Merge(metrics.Drain());
        }
        merged = merged.Merge(metrics.Drain());
        Assert.Equal(300, merged.Counts.Requests);
        Assert.Equal(300, merged.Latency.Count);
        Assert.Equal(metrics.Read().Total, merged.Counts);
        Assert.Equal(0, metrics.Drain().Counts.Requests);
    });

    [Fact]
    public async Task Recording_FromManyThreads_LosesNothing()
    {
        var metrics = new GuardMetrics();
        using var start = new Barrier(4);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < 20_000; i++) metrics.End(CallOutcome.Success, metrics.Begin());
        })));
        Assert.Equal(80_000, metrics.Read().Total[CallOutcome.Success]);
        Assert.Equal(80_000, metrics.Drain().Latency.Count);
        Assert.Equal(0, metrics.InFlight);
    }

    [Fact]
    public void InFlight_AndItsRollingMaximum_AreSeen()
    {
        var metrics = new GuardMetrics(time: _time);
        var starts = Enumerable.Range(0, 5).Select(_ => metrics.Begin()).ToArray();
        Assert.Equal(5, metrics.Read().InFlight);
        foreach (var start in starts) metrics.End(CallOutcome.Success, start);
        Assert.Equal((0, 5), (metrics.Read().InFlight, metrics.Read().MaxInFlight));
        _time.Advance(TimeSpan.FromSeconds(5));
        Call(metrics, CallOutcome.Success, 0);
        Assert.Equal(5, metrics.Read().MaxInFlight);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, metrics.Read().MaxInFlight);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, metrics.Read().MaxInFlight);
    }

    [Fact]
    public void Readings_OfNothing_AreUnknownNotZero()
    {
        var read = new GuardMetrics(time: _time).Read();
        Assert.Null(read.Mean);
        Assert.Null(read.P995);
        Assert.Null(read.ErrorPercentage);
    }

    [Fact]
    public void Options_OutOfRange_AreAllListed()
    {
        var options = new MetricsOptions { TrafficWindow = TimeSpan.Zero, LatencyWindow = TimeSpan.Zero, LatencyBuckets = 0 };
        var error = Assert.Throws<ValidationException>(() => new GuardMetrics(options));
        Assert.All(["TrafficWindow", "LatencyWindow", "LatencyBuckets"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_Defaults_AreDynos()
    {
        var options = new MetricsOptions();
        Assert.Equal((120, 60, 10), (options.TrafficWindow.TotalSeconds, options.LatencyWindow.TotalSeconds, options.CounterWindow.TotalSeconds));
    }

    [Fact]
    public async Task Strategy_InAPollyPipeline_TellsOutcomesApart()
    {
        var metrics = new GuardMetrics(time: _time);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddMetrics(metrics).Build();
        Assert.Equal(1, pipeline.Execute(() => 1));
        Assert.Equal(2, await Gate.ThroughAsync(gate => pipeline.ExecuteAsync(async _ => { await gate; return 2; })));
        Assert.Throws<FormatException>(() => pipeline.Execute(() => throw new FormatException()));
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => Gate.ThroughAsync(gate => pipeline.ExecuteAsync(async _ => { await gate; throw new TimeoutRejectedException(); })));
        var counts = metrics.Read().Counts;
        Assert.Equal((2, 1, 1), (counts[CallOutcome.Success], counts[CallOutcome.Failure], counts[CallOutcome.Timeout]));
    }

    [Fact]
    public void Recording_AllocatesNothing()
    {
        var metrics = new GuardMetrics(time: TimeProvider.System);
        for (var i = 0; i < 100; i++) metrics.End(CallOutcome.Success, metrics.Begin());
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) metrics.End(CallOutcome.Success, metrics.Begin());
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Call(GuardMetrics metrics, CallOutcome outcome, int milliseconds)
    {
        var start = metrics.Begin();
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        metrics.End(outcome, start);
    }

    [Fact]
    public async Task Strategy_AroundRetriesAndGuards_KeepsTheReason()
    {
        var metrics = new GuardMetrics(time: _time);
        ResiliencePipeline Around(Action<ResiliencePipelineBuilder> inner)
        {
            var builder = new ResiliencePipelineBuilder { TimeProvider = _time };
            builder.AddMetrics(metrics);
            inner(builder);
            return builder.Build();
        }
        var retried = Around(b => b.AddRetries(new() { BaseDelay = TimeSpan.Zero }));
        AssertCounted(CallOutcome.Timeout, () => retried.Execute(() => throw new TimeoutRejectedException()));
        AssertCounted(CallOutcome.ShortCircuited, () => retried.Execute(() => throw new Polly.CircuitBreaker.BrokenCircuitException()));
        var full = new Guard(new() { Pool = new() { Workers = 1, QueueLimit = 0 } }, _time);
        Assert.True(await full.Pool!.EnterAsync());
        AssertCounted(CallOutcome.PoolRejected, () => Around(b => b.AddGuard(full)).Execute(() => { }));
        AssertCounted(CallOutcome.PoolRejected, () => Around(b => b.AddRetries(new() { BaseDelay = TimeSpan.Zero }).AddGuard(full)).Execute(() => { }));
        var judged = new Guard(new() { Judge = _ => CallJudgement.BadRequest }, _time);
        AssertCounted(CallOutcome.BadRequest, () => Around(b => b.AddGuard(judged)).Execute(() => throw new IOException()));
        // The breaker opened between two attempts: the call ran and failed.
        var opening = new Guard(new() { Breaker = new() { RequestVolumeThreshold = 1 }, Retry = new() { BaseDelay = TimeSpan.Zero } }, _time);
        AssertCounted(CallOutcome.Failure, () => Around(b => b.AddGuard(opening)).Execute(() => throw new IOException()));
        var breaker = new Breaker(new() { RequestVolumeThreshold = 1 }, _time);
        AssertCounted(CallOutcome.Failure, () => Around(b => b.AddRetries(new() { BaseDelay = TimeSpan.Zero, MaxDelay = TimeSpan.FromSeconds(1) }).AddBreaker(breaker)).Execute(() => throw new IOException()));

        void AssertCounted(CallOutcome outcome, Action call)
        {
            var before = metrics.Read().Total;
            Assert.ThrowsAny<Exception>(call);
            Assert.Equal((before[outcome] + 1, before.Requests + 1), (metrics.Read().Total[outcome], metrics.Requests));
        }
    }

    [Fact]
    public void Percentile_IsTheNearestRank()
    {
        var histogram = new LatencyHistogram();
        // Below 6.4 µs every duration has a bucket of its own.
        for (var ticks = 1; ticks <= 4; ticks++) histogram.Record(TimeSpan.FromTicks(10 * ticks));
        var snapshot = histogram.Snapshot();
        Assert.Equal([10L, 10, 20, 20, 30, 30, 40, 40], new[] { 0.0, 25, 25.1, 50, 50.1, 75, 75.1, 100 }.Select(p => snapshot.Percentile(p)!.Value.Ticks));
    }

    [Fact]
    public void MaxInFlight_OfSecondsThatHavePassed_IsTheLargestOfThem()
    {
        var metrics = new GuardMetrics(time: _time);
        foreach (var calls in new[] { 2, 5, 3 })
        {
            var starts = Enumerable.Range(0, calls).Select(_ => metrics.Begin()).ToArray();
            foreach (var start in starts) metrics.End(CallOutcome.Success, start);
            _time.Advance(TimeSpan.FromSeconds(2));
        }
        Call(metrics, CallOutcome.Success, 0);
        Assert.Equal(5, metrics.Read().MaxInFlight);
        _time.Advance(TimeSpan.FromSeconds(6));
        Call(metrics, CallOutcome.Success, 0);
        Assert.Equal(3, metrics.Read().MaxInFlight);
    }

    [Fact]
    public void MaxInFlight_OfASecondThatBeginsWithCalls_CountsThem()
    {
        var metrics = new GuardMetrics(time: _time);
        var starts = new[] { metrics.Begin(), metrics.Begin() };
        _time.Advance(TimeSpan.FromSeconds(8));
        metrics.Record(CallOutcome.ShortCircuited);
        foreach (var start in starts) metrics.End(CallOutcome.Success, start);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((0, 2), (metrics.Read().InFlight, metrics.Read().MaxInFlight));
    }

    [Fact]
    public void Guard_ThatNobodyCalls_TakesLessThan8KB()
    {
        const int count = 200;
        var guards = new Guard[count];
        _ = new Guard();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++) guards[i] = new Guard();
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / count;
        Assert.InRange(each, 1, 8 * 1024);
        Assert.Equal(0, guards[0].Metrics.Drain().Latency.Count + guards[0].Metrics.Read().Traffic.Sum() + guards[0].Metrics.Read().MaxInFlight);
    }
}
