using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;
using Dendrite.Testing;
using Polly;

namespace Dendrite.Resilience.Guards;

/// <summary>On every way out a call gives back what it took: its place in the limiter and the pool, the fallback's, the probe's permit, its count in flight.</summary>
public sealed class GuardPermitTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Limiter_PlaceOfACallThatFoundThePoolFull_IsFree()
    {
        var guard = new Guard(new() { MaxConcurrentCalls = 2, Pool = new() { Workers = 1, QueueLimit = 0 }, AttemptTimeout = null }, _time);
        var gate = new Gate();
        var first = guard.ExecuteAsync(async _ => { await gate.Opened; return 1; }).AsTask();
        // Were the limiter's place kept, the second of these would be refused by the limiter.
        for (var i = 0; i < 3; i++) Assert.Equal(CallOutcome.PoolRejected, (await guard.ExecuteResultAsync(Give, 2)).Outcome);
        gate.Open();
        await first;
        Assert.Equal(0L, guard.Metrics.Read().Total[CallOutcome.Rejected]);
    }

    [Fact]
    public async Task Limiter_PlaceOfACallThatWasCancelledInTheQueue_IsFree()
    {
        var guard = new Guard(new() { MaxConcurrentCalls = 2, Pool = new() { Workers = 1, QueueLimit = 1 }, AttemptTimeout = null }, _time);
        var gate = new Gate();
        var first = guard.ExecuteAsync(async _ => { await gate.Opened; return 1; }).AsTask();
        for (var i = 0; i < 3; i++)
        {
            using var source = new CancellationTokenSource();
            var waiting = guard.ExecuteResultAsync(Give, 2, source.Token).AsTask();
            Assert.Equal(1, guard.Pool!.Queued);
            await source.CancelAsync();
            Assert.Equal(CallOutcome.Cancelled, (await waiting).Outcome);
        }
        gate.Open();
        await first;
    }

    [Fact]
    public async Task Limiter_PlaceOfACallThatFails_IsFree()
    {
        var guard = new Guard(new() { MaxConcurrentCalls = 1 }, _time);
        for (var i = 0; i < 3; i++)
        {
            Assert.Throws<IOException>(() => guard.Execute<int>(_ => throw new IOException()));
            await Assert.ThrowsAsync<IOException>(() => Gate.ThroughAsync(gate => guard.ExecuteAsync<int>(async _ => { await gate; throw new IOException(); })));
        }
        Assert.Equal(1, guard.Execute(_ => 1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fallback_PlaceOfOneThatEnded_IsFree(bool fails)
    {
        var guard = new Guard(new() { MaxConcurrentFallbacks = 1 }, _time);
        var call = new GuardCall<Task, int>((_, _) => throw new IOException())
        {
            Fallback = async (_, gate, _) =>
            {
                await Task.CompletedTask;
                return fails ? throw new FormatException() : 1;
            },
        };
        for (var i = 0; i < 3; i++) await guard.ExecuteResultAsync(call, Task.CompletedTask);
        Assert.Equal((0L, 3L), (guard.Metrics.Read().Total[CallOutcome.FallbackRejected], guard.Metrics.Read().Total[fails ? CallOutcome.FallbackFailure : CallOutcome.FallbackSuccess]));
    }

    [Fact]
    public async Task Probe_ThatFoundThePoolFull_GivesItsPermitBack()
    {
        var guard = new Guard(new() { Pool = new() { Workers = 1, QueueLimit = 0 }, AttemptTimeout = null }, _time);
        var gate = new Gate();
        var first = guard.ExecuteAsync(async _ => { await gate.Opened; return 1; }).AsTask();
        HalfOpen(guard);
        Assert.Equal(CallOutcome.PoolRejected, (await guard.ExecuteResultAsync(Give, 2)).Outcome);
        Assert.Equal(BreakerState.HalfOpen, guard.Breaker.State);
        gate.Open();
        await first;
        AssertProbeIsThere(guard);
    }

    [Fact]
    public async Task Probe_ThatFoundTheLimiterFull_GivesItsPermitBack()
    {
        var guard = new Guard(new() { MaxConcurrentCalls = 1, AttemptTimeout = null }, _time);
        var gate = new Gate();
        var first = guard.ExecuteAsync(async _ => { await gate.Opened; return 1; }).AsTask();
        HalfOpen(guard);
        Assert.Equal(CallOutcome.Rejected, (await guard.ExecuteResultAsync(Give, 2)).Outcome);
        gate.Open();
        await first;
        AssertProbeIsThere(guard);
    }

    [Fact]
    public async Task Probe_ThatWasCancelledInTheQueue_GivesItsPermitBack()
    {
        var guard = new Guard(new() { Pool = new() { Workers = 1, QueueLimit = 1 }, AttemptTimeout = null }, _time);
        var gate = new Gate();
        var first = guard.ExecuteAsync(async _ => { await gate.Opened; return 1; }).AsTask();
        HalfOpen(guard);
        using var source = new CancellationTokenSource();
        var waiting = guard.ExecuteResultAsync(Give, 2, source.Token).AsTask();
        await source.CancelAsync();
        Assert.Equal((CallOutcome.Cancelled, BreakerState.HalfOpen), ((await waiting).Outcome, guard.Breaker.State));
        gate.Open();
        await first;
        AssertProbeIsThere(guard);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Probe_OfAPipelineThatThrowsAtOnce_HasItsVerdict(bool typed)
    {
        var breaker = new Breaker(new() { Judge = e => e is FormatException ? CallVerdict.Ignored : CallVerdict.Failure }, _time);
        breaker.Trip("try");
        _time.Advance(TimeSpan.FromSeconds(5));
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddBreaker(breaker).Build();
        var judged = new ResiliencePipelineBuilder<int> { TimeProvider = _time }.AddBreaker(breaker, (int _) => CallVerdict.Success).Build();
        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            if (typed) await judged.ExecuteAsync<int>(_ => throw new FormatException());
            else await pipeline.ExecuteAsync(_ => throw new FormatException());
        });
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        Assert.Equal(1, breaker.Execute(() => 1));
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public async Task InFlight_OfCallsThatWait_IsCountedUntilTheyEnd()
    {
        var guard = new Guard(new() { AttemptTimeout = null }, _time);
        var gate = new Gate();
        var calls = Enumerable.Range(0, 3).Select(i => guard.ExecuteResultAsync(new GuardCall<int, int>(async (n, _) =>
        {
            await gate.Opened;
            return n == 0 ? throw new IOException() : n;
        }), i).AsTask()).ToArray();
        Assert.Equal(3, guard.Metrics.InFlight);
        gate.Open();
        await Task.WhenAll(calls);
        Assert.Equal((0, 3), (guard.Metrics.InFlight, guard.Metrics.Read().MaxInFlight));
    }

    [Fact]
    public async Task InFlight_OfAPipelinesMetrics_IsCountedUntilTheyEnd()
    {
        var metrics = new GuardMetrics(time: _time);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddMetrics(metrics).Build();
        await Assert.ThrowsAsync<IOException>(() => Gate.ThroughAsync(gate => pipeline.ExecuteAsync<int>(async _ => { await gate; throw new IOException(); })));
        await Assert.ThrowsAsync<IOException>(async () => await pipeline.ExecuteAsync(_ => throw new IOException()));
        Assert.Equal(1, await Gate.ThroughAsync(gate => pipeline.ExecuteAsync(async _ => { Assert.Equal(1, metrics.InFlight); await gate; return 1; })));
        Assert.Equal((0, 2L, 1L), (metrics.InFlight, metrics.Read().Total[CallOutcome.Failure], metrics.Read().Total[CallOutcome.Success]));
    }

    [Fact]
    public async Task LimiterOfAPipeline_ThatThrowsOrWaits_GivesItsPlaceBack()
    {
        var limiter = new Limiter(1);
        var pipeline = new ResiliencePipelineBuilder().AddLimiter(limiter).Build();
        await Assert.ThrowsAsync<IOException>(async () => await pipeline.ExecuteAsync(_ => throw new IOException()));
        await Assert.ThrowsAsync<IOException>(() => Gate.ThroughAsync(gate => pipeline.ExecuteAsync<int>(async _ => { Assert.Equal(1, limiter.InFlight); await gate; throw new IOException(); })));
        Assert.Equal(0, limiter.InFlight);
    }

    /// <summary>A callback's exception reaches a strategy as an outcome; what a strategy further in throws itself does not.</summary>
    [Fact]
    public async Task StrategyFurtherIn_ThatThrows_GivesPlaceAndPermitBack()
    {
        var (limiter, breaker) = (new Limiter(1), new Breaker(new(), _time));
        breaker.Trip("try");
        _time.Advance(TimeSpan.FromSeconds(5));
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddLimiter(limiter).AddBreaker(breaker).AddStrategy(static _ => new BrokenStrategy(), new BrokenOptions()).Build();
        await Assert.ThrowsAsync<IOException>(async () => await pipeline.ExecuteAsync(_ => default));
        Assert.Equal((0, BreakerState.Open), (limiter.InFlight, breaker.State));
        await Assert.ThrowsAsync<IOException>(async () => await new ResiliencePipelineBuilder().AddLimiter(limiter).AddStrategy(static _ => new BrokenStrategy(), new BrokenOptions()).Build().ExecuteAsync(_ => default));
        Assert.Equal(0, limiter.InFlight);
    }

    [Fact]
    public void Budget_OfAGuard_EarnsByFirstAttemptsAlone()
    {
        var budget = new RetryBudget(share: 0.5, perSecond: 0, capacity: 1, time: _time);
        Assert.True(budget.TryWithdraw());
        var guard = new Guard(new() { Retry = new() { BaseDelay = TimeSpan.Zero, MaxAttempts = 5, Budget = budget } }, _time);
        Assert.Throws<IOException>(() => guard.Execute<int>(_ => throw new IOException()));
        Assert.Equal((0, 1L), (budget.Available, budget.Refused));
        Assert.Equal(1, guard.Execute(_ => 1));
        Assert.Equal(1, budget.Available);
        // One retry is paid for; retries earn nothing.
        Assert.Equal(2, Assert.Throws<CompoundException>(() => guard.Execute<int>(_ => throw new IOException())).Count);
    }

    [Fact]
    public void Budget_OfAPipelineAndOfARetry_EarnsOnceACall()
    {
        var budget = new RetryBudget(share: 0.5, perSecond: 0, capacity: 2, time: _time);
        while (budget.TryWithdraw()) continue;
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetries(new() { Budget = budget }).Build();
        for (var i = 0; i < 2; i++) pipeline.Execute(() => 1);
        Assert.Equal(1, budget.Available);
        var retry = new Retry(new() { Budget = budget }, _time);
        for (var i = 0; i < 2; i++) retry.Execute(() => 1);
        Assert.Equal(2, budget.Available);
    }

    [Fact]
    public async Task Result_ThatIsAskedForAnew_IsDisposedOf_AndTheLastIsNot()
    {
        var guard = new Guard(new() { AttemptTimeout = null, Retry = new() { MaxAttempts = 3, Jitter = Jitter.None, BaseDelay = TimeSpan.FromMilliseconds(100) } }, _time);
        var made = new List<Answer>();
        var call = new GuardCall<int, Answer>((_, _) =>
        {
            made.Add(new());
            return new(made[^1]);
        })
        { JudgeResult = (_, _) => CallJudgement.Failure };
        var running = guard.ExecuteResultAsync(call, 0).AsTask();
        for (var i = 0; i < 2; i++) await _time.AdvanceToTimerAsync(TimeSpan.FromMilliseconds(500));
        var result = await running;
        Assert.Same(made[2], result.Value);
        Assert.Equal([true, true, false], made.Select(m => m.IsDisposed));
    }

    [Fact]
    public async Task Result_OfACallThatIsCancelledInTheDelay_IsDisposedOf()
    {
        var guard = new Guard(new() { AttemptTimeout = null, Retry = new() { Jitter = Jitter.None } }, _time);
        var answer = new Answer();
        var call = new GuardCall<int, Answer>((_, _) => new(answer)) { JudgeResult = (_, _) => CallJudgement.Failure };
        using var source = new CancellationTokenSource();
        var running = guard.ExecuteResultAsync(call, 0, source.Token).AsTask();
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        await source.CancelAsync();
        Assert.Equal((CallOutcome.Cancelled, true), ((await running).Outcome, answer.IsDisposed));
        Assert.Equal(0, guard.Metrics.InFlight);
    }

    private static GuardCall<int, int> Give { get; } = new((n, _) => new(n));

    private void HalfOpen(Guard guard)
    {
        guard.Breaker.Trip("try");
        _time.Advance(TimeSpan.FromSeconds(5));
    }

    private static void AssertProbeIsThere(Guard guard)
    {
        Assert.Equal(1, guard.Execute(_ => 1));
        Assert.Equal(BreakerState.Closed, guard.Breaker.State);
    }

    private sealed class Answer : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class BrokenOptions : ResilienceStrategyOptions;

    private sealed class BrokenStrategy : ResilienceStrategy
    {
        protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state) => throw new IOException();
    }
}
