using BenchmarkDotNet.Attributes;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Guards;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Dendrite.Benchmarks.Resilience;

/// <summary>
/// Guarded calls beside Polly.Core in one process: the same thresholds, the same call that ends at once. Polly's pipelines
/// have no metrics in them; ours record outcome and latency of each call. The result is a reference, because Polly's untyped
/// pipelines box a value.
/// </summary>
[MemoryDiagnoser]
[MinColumn]
[MedianColumn]
public class ResilienceBenchmarks
{
    private static readonly Func<ResilienceContext, string, ValueTask<Outcome<string>>> PollyCall = static (_, state) => new(Outcome.FromResult(state));
    private static readonly GuardCall<string, string> Call = new(static (state, _) => new ValueTask<string>(state));

    private readonly ResilienceContext _context = ResilienceContextPool.Shared.Get();
    private readonly GuardMetrics _metrics = new();
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly ResiliencePipeline _pollyEmpty = ResiliencePipeline.Empty;
    private ResiliencePipeline _pollyBreaker = null!;
    private ResiliencePipeline _pollyOpen = null!;
    private ResiliencePipeline _pollyFour = null!;
    private ResiliencePipeline _breakerStrategy = null!;
    private Guard _breaker = null!;
    private Guard _open = null!;
    private Guard _four = null!;

    [GlobalSetup]
    public void Setup()
    {
        var breaker = new CircuitBreakerStrategyOptions
        {
            FailureRatio = 0.5,
            MinimumThroughput = 20,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(5),
        };
        var isolated = new CircuitBreakerManualControl(isIsolated: true);
        var retry = new RetryStrategyOptions { MaxRetryAttempts = 2 };
        _pollyBreaker = new ResiliencePipelineBuilder().AddCircuitBreaker(breaker).Build();
        _pollyOpen = new ResiliencePipelineBuilder().AddCircuitBreaker(new CircuitBreakerStrategyOptions { ManualControl = isolated }).Build();
        _pollyFour = new ResiliencePipelineBuilder()
            .AddTimeout(TimeSpan.FromSeconds(30)).AddRetry(retry).AddCircuitBreaker(breaker).AddTimeout(TimeSpan.FromSeconds(1)).Build();
        _breakerStrategy = new ResiliencePipelineBuilder().AddBreaker(new BreakerOptions()).Build();
        _breaker = new Guard(new GuardOptions { AttemptTimeout = null, MaxConcurrentCalls = null });
        _open = new Guard(new GuardOptions { AttemptTimeout = null, MaxConcurrentCalls = null });
        _open.Breaker.ForceOpen("measured", "benchmark");
        _four = new Guard(new GuardOptions
        {
            MaxConcurrentCalls = null,
            AttemptTimeout = TimeSpan.FromSeconds(1),
            TotalTimeout = TimeSpan.FromSeconds(30),
            Retry = new RetryOptions { MaxAttempts = 3 },
        });
    }

    [Benchmark(Description = "empty: Polly")]
    public string? EmptyPolly() => Ended(_pollyEmpty.ExecuteOutcomeAsync(PollyCall, _context, "ok")).Result;

    [Benchmark(Description = "breaker closed: Polly")]
    public string? ClosedPolly() => Ended(_pollyBreaker.ExecuteOutcomeAsync(PollyCall, _context, "ok")).Result;

    [Benchmark(Description = "breaker closed: Dendrite guard, metrics recorded")]
    public string? ClosedDendrite() => Ended(_breaker.ExecuteResultAsync(Call, "ok")).Value;

    [Benchmark(Description = "breaker closed: Dendrite as a Polly strategy")]
    public string? ClosedDendriteStrategy() => Ended(_breakerStrategy.ExecuteOutcomeAsync(PollyCall, _context, "ok")).Result;

    [Benchmark(Description = "breaker open: Polly")]
    public bool OpenPolly() => Ended(_pollyOpen.ExecuteOutcomeAsync(PollyCall, _context, "ok")).Exception is not null;

    [Benchmark(Description = "breaker open: Dendrite guard, metrics recorded")]
    public bool OpenDendrite() => Ended(_open.ExecuteResultAsync(Call, "ok")).HasValue;

    [Benchmark(Description = "time-out + retry + breaker + time-out: Polly")]
    public string? FourPolly() => Ended(_pollyFour.ExecuteOutcomeAsync(PollyCall, _context, "ok")).Result;

    [Benchmark(Description = "time-out + retry + breaker + time-out: Dendrite guard, metrics recorded")]
    public string? FourDendrite() => Ended(_four.ExecuteResultAsync(Call, "ok")).Value;

    [Benchmark(Description = "recording one call of known duration, clock read once")]
    public void RecordDuration() => _metrics.Record(CallOutcome.Success, TimeSpan.FromMilliseconds(5));

    [Benchmark(Description = "reading the clock, for comparison")]
    public long ReadClock() => _clock.GetTimestamp();

    [Benchmark(Description = "recording one call: begin and end, clock read twice")]
    public void Record() => _metrics.End(CallOutcome.Success, _metrics.Begin());

    [Benchmark(Description = "recording one call, timestamps given")]
    public void RecordGiven()
    {
        _metrics.Begin(1_000_000);
        _metrics.End(CallOutcome.Success, 1_000_000, 1_050_000);
    }

    [Benchmark(Description = "reading a breaker's state")]
    public bool ReadState() => _four.Breaker.IsClosed;

    private static T Ended<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : throw new InvalidOperationException("The call did not end at once.");
}
