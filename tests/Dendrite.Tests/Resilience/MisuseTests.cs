using System.ComponentModel.DataAnnotations;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Caching;
using Dendrite.Resilience.Guards;
using Dendrite.Resilience.Harness;
using Dendrite.Resilience.Injection;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Registries;
using Dendrite.Resilience.Retries;
using Dendrite.Testing;
using Polly;

namespace Dendrite.Resilience;

/// <summary>What is used wrongly says so at once, and names what is wrong.</summary>
public sealed class MisuseTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task CancelledToken_MakesNoCall()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var calls = 0;
        ValueTask<int> Call(CancellationToken token) => new(++calls);
        var guard = new Guard(null, _time);
        var breaker = new Breaker(null, _time);
        var limiter = new Limiter();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await guard.ExecuteAsync(Call, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await breaker.ExecuteAsync(Call, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await limiter.ExecuteAsync(Call, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new Retry(new() { ShouldRetry = _ => true }, _time).ExecuteAsync(Call, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new Cache().GetAsync(new CacheKey("f"), Call, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new WorkerPool().EnterAsync(source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => guard.Execute(_ => ++calls, source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => new Retry(null, _time).Execute(() => ++calls, source.Token));
        Assert.Equal((0, 2L, 0L, 0), (calls, guard.Metrics.Read().Total[CallOutcome.Cancelled], breaker.Window.Calls, limiter.InFlight));
    }

    [Fact]
    public async Task CancelledWhileItRuns_IsTheCallersAndNeverWrapped()
    {
        var calls = 0;
        var retry = new Retry(new() { BaseDelay = TimeSpan.Zero, ShouldRetry = _ => true }, _time);
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await retry.ExecuteAsync<int>(
            async token =>
            {
                calls++;
                await source.CancelAsync();
                token.ThrowIfCancellationRequested();
                return 1;
            },
            source.Token));
        Assert.Equal(1, calls);
        using var later = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => retry.Execute<int>(
            () =>
            {
                if (++calls < 4) throw new IOException();
                later.Cancel();
                throw new OperationCanceledException(later.Token);
            },
            later.Token));
        Assert.Equal(4, calls);
    }

    [Fact]
    public void AsynchronousLambda_GivenToASynchronousForm_IsRefused()
    {
        var ran = false;
        async Task<int> Call()
        {
            ran = true;
            await Task.CompletedTask;
            return 1;
        }
        var guard = new Guard(null, _time);
        var breaker = new Breaker(null, _time);
        var retry = new Retry(null, _time);
        var harness = new ExceptionHarness();
        Action[] calls =
        [
            () => guard.Execute(_ => Call()), () => guard.Execute(async _ => await Call()), () => guard.Execute(_ => new ValueTask<int>(Call())).AsTask(),
            () => breaker.Execute(() => Call()), () => breaker.Execute(async () => { await Call(); }), () => breaker.Wrap(() => Call()),
            () => breaker.Wrap((int _) => Call()), () => new Limiter().Execute(() => Call()), () => retry.Execute(() => Call()), () => retry.Wrap(() => Call()),
            () => retry.Wrap((int _) => Call()), () => harness.Watch("x", () => Call()), () => harness.Wrap("x", () => Call()),
            () => new Cache().Get(new CacheKey("f"), () => Call()), () => guard.Execute(_ => default(ValueTask)).AsTask(),
        ];
        Assert.All(calls, call => Assert.Contains("asynchronous form", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal));
        Assert.False(ran);
    }

    [Fact]
    public void Options_ThatNobodyWouldAsk_AreRefused()
    {
        var typed = new RetryOptions<int> { ShouldRetryResult = r => r < 0 };
        AssertRefused("ShouldRetryResult of retry 'retry' is not asked here", () => new Retry(typed));
        AssertRefused("Retry.ShouldRetryResult is not asked by a guard", () => new Guard(new() { Retry = typed }));
        AssertRefused("Retry.RetryAfterResult is not asked by a guard", () => new Guard(new() { Retry = new RetryOptions<int> { RetryAfterResult = _ => null } }));
        AssertRefused("Breaker.Judge is not asked by a guard; use Judge", () => new Guard(new() { Breaker = new() { Judge = _ => CallVerdict.Failure } }));
        AssertRefused("judges System.Int32, but the results of the pipeline are System.String", () => new ResiliencePipelineBuilder<string>().AddRetries(typed));
        AssertRefused("no SlowCallDuration says what is slow", () => new Breaker(new() { SlowCallThresholdPercentage = 50 }));
        // Without such functions the typed options are plain ones.
        Assert.Equal(1, new Retry(new RetryOptions<int>(), _time).Execute(() => 1));
        var calls = 0;
        Assert.Equal(2, new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetries(new RetryOptions<int> { BaseDelay = TimeSpan.Zero, ShouldRetryResult = r => r < 2 }).Build().Execute(() => ++calls));
    }

    [Fact]
    public void Arguments_NullOrOutOfRange_AreRefusedByName()
    {
        var breaker = new Breaker(null, _time);
        var guard = new Guard(null, _time);
        Assert.True(breaker.TryEnter(out var permit));
        var pipeline = new ResiliencePipelineBuilder();
        (string Name, Action Call)[] calls =
        [
            ("reason", () => breaker.Trip(null!)), ("by", () => breaker.Trip("", null!)), ("openFor", () => breaker.Trip("", "", TimeSpan.FromSeconds(-5))),
            ("reason", () => breaker.Reset(null!)), ("reason", () => breaker.ForceOpen(null!)), ("by", () => breaker.ForceClose("", null!)),
            ("duration", () => breaker.Complete(permit, CallVerdict.Success, TimeSpan.FromSeconds(-1))),
            ("retryAfter", () => breaker.Complete(permit, CallVerdict.Failure, default, TimeSpan.FromSeconds(-1))),
            ("call", () => breaker.Execute((Func<int>)null!)), ("call", () => breaker.Wrap((Action)null!)), ("call", () => guard.Execute((Action<CancellationToken>)null!)),
            ("call", () => new Limiter().Execute((Action)null!)), ("call", () => new Retry().Execute((Action)null!)), ("call", () => new Retry().Wrap((Func<int>)null!)),
            ("breaker", () => pipeline.AddBreaker((Breaker)null!)), ("options", () => pipeline.AddBreaker((BreakerOptions)null!)),
            ("judge", () => new ResiliencePipelineBuilder<int>().AddBreaker(breaker, null!)), ("limiter", () => pipeline.AddLimiter(null!)),
            ("guard", () => pipeline.AddGuard(null!)), ("metrics", () => pipeline.AddMetrics(null!)), ("harness", () => pipeline.AddHarness(null!, "x")), ("target", () => pipeline.AddHarness(new(), null!)),
            ("limit", () => _ = new Limiter(-1)), ("capacity", () => _ = new BreakerSwitchboard(capacity: 0)), ("name", () => _ = new BreakerSwitchboard()[null!]),
            ("capacity", () => _ = new GuardDirectory(capacity: -1)), ("name", () => _ = new GuardDirectory()[" "]), ("capacity", () => _ = new Registry(0)),
            ("AttemptTimeout", () => _ = new ConnectionProfile(TimeSpan.FromSeconds(-1))), ("Attempts", () => _ = new ConnectionProfile(TimeSpan.FromSeconds(1), 0)),
            ("host", () => _ = new SocketDependency(null!, 1)), ("port", () => _ = new SocketDependency("h", -1)), ("port", () => _ = new SocketDependency("h", 65536)),
            ("exponent", () => ExpiryPolicy.Exponential(-1)), ("share", () => _ = new RetryBudget(-1)), ("value", () => new Registry().Set("k", null!)),
            ("cache", () => ((Cache)null!).Memoize(() => 1)), ("function", () => new Cache().Memoize((Func<int>)null!)), ("key", () => new Cache().Remove(null!)),
            ("options", () => _ = new WorkerPool(new() { QueueLimit = -1 })), ("capacity", () => _ = new MemoryCacheStore(0)),
        ];
        foreach (var (name, call) in calls) Assert.Equal(name, Assert.ThrowsAny<ArgumentException>(call).ParamName);
        AssertRefused("Breaker is null. Metrics is null.", () => new Guard(new() { Breaker = null!, Metrics = null! }));
    }

    [Fact]
    public async Task CallsWithoutAResult_GoTheSameWay()
    {
        var guard = new Guard(null, _time);
        var breaker = new Breaker(null, _time);
        var limiter = new Limiter();
        var retry = new Retry(new() { BaseDelay = TimeSpan.Zero }, _time);
        var harness = new ExceptionHarness(_ => { });
        var calls = 0;
        void Once() => calls++;
        guard.Execute(_ => Once());
        await Gate.ThroughAsync(gate => guard.ExecuteAsync(async _ => { await gate; Once(); }));
        await Gate.ThroughAsync(gate => breaker.ExecuteAsync(async _ => { await gate; Once(); }));
        limiter.Execute(Once);
        await Gate.ThroughAsync(gate => limiter.ExecuteAsync(async _ => { Assert.Equal(1, limiter.InFlight); await gate; Once(); }));
        retry.Execute(() => { Once(); if (calls < 7) throw new IOException(); });
        await Gate.ThroughAsync(gate => retry.ExecuteAsync(async _ => { await gate; Once(); }));
        await Assert.ThrowsAsync<IOException>(() => Gate.ThroughAsync(gate => harness.WatchAsync("x", async _ => { await gate; throw new IOException(); })));
        breaker.Wrap(Once)();
        Assert.Equal(9, calls);
        Assert.Equal((2L, 2L, 0, 1L), (guard.Metrics.Read().Total[CallOutcome.Success], breaker.Window.Calls, limiter.InFlight, harness.CountOf("x")));
    }

    [Fact]
    public async Task BreakerWrap_AroundAFunction_RefusesWhileItIsOpen()
    {
        var breaker = new Breaker(null, _time);
        var (once, twice, later) = (breaker.Wrap(() => 1), breaker.Wrap((int n) => 2 * n), breaker.Wrap(_ => new ValueTask<int>(3)));
        Assert.Equal((1, 4, 3), (once(), twice(2), await later(default)));
        breaker.ForceOpen("off");
        Assert.Throws<BreakerOpenException>(() => once());
        Assert.Throws<BreakerOpenException>(() => twice(2));
        await Assert.ThrowsAsync<BreakerOpenException>(async () => await later(default));
    }

    private static void AssertRefused(string why, Func<object> make) => Assert.Contains(why, Assert.Throws<ValidationException>(make).Message, StringComparison.Ordinal);
}
