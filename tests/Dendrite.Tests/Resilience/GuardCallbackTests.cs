using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;
using Dendrite.Testing;
using Polly;

namespace Dendrite.Resilience.Guards;

/// <summary>A judge, a handler or another function of the user's that throws had killed the guard for good: its places and permits never came back.</summary>
public sealed class GuardCallbackTests
{
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task JudgeResult_Throws_IsHowTheCallFailedAndNothingIsLost(bool later)
    {
        var guard = New();
        OpenAndWait(guard);
        using var value = new Disposed();
        var call = new GuardCall<Task?, Disposed>(async (gate, _) =>
        {
            if (gate is not null) await gate;
            return value;
        })
        { JudgeResult = (_, _) => throw new FormatException("judge") };
        // The probe of a half-open breaker, in the only place of limiter and pool.
        var result = later ? await Gate.ThroughAsync(gate => guard.ExecuteResultAsync(call, gate)) : guard.ExecuteResult(call, null);
        Assert.Equal((CallOutcome.Failure, "judge"), (result.Outcome, Assert.IsType<FormatException>(result.Exception).Message));
        Assert.True(value.IsDisposed);
        Assert.Equal(1, guard.CallbackFailures);
        AssertWhole(guard);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Judge_Throws_TheCallsOwnExceptionIsAFailure(bool later)
    {
        var guard = New(options => options.Judge = _ => throw new FormatException("judge"));
        Func<CancellationToken, ValueTask<int>> call = _ => throw new IOException("down");
        Task<int> Run() => later
            ? Gate.ThroughAsync(gate => guard.ExecuteAsync<int>(async _ => { await gate; throw new IOException("down"); }))
            : guard.ExecuteAsync(call).AsTask();
        Assert.Equal("down", (await Assert.ThrowsAsync<IOException>(Run)).Message);
        Assert.Equal((1L, 1L), (guard.CallbackFailures, guard.Breaker.Window.Failures));
        AssertWhole(guard);
    }

    [Fact]
    public void JudgeException_Throws_TheCallsOwnExceptionIsAFailure()
    {
        var guard = New();
        var call = new GuardCall<int, int>((_, _) => throw new IOException("down")) { JudgeException = (_, _) => throw new FormatException() };
        Assert.IsType<IOException>(guard.ExecuteResult(call, 0).Exception);
        AssertWhole(guard);
    }

    [Fact]
    public void OnFailure_Throws_TheRetriesGoOn()
    {
        var guard = New(options => options.Retry = new() { BaseDelay = TimeSpan.Zero, OnFailure = (_, _) => throw new FormatException() });
        var calls = 0;
        Assert.Equal(3, guard.Execute(_ => ++calls < 3 ? throw new IOException() : calls));
        Assert.Equal(2, guard.CallbackFailures);
        AssertWhole(guard);
    }

    [Fact]
    public void Functions_OfTheRetries_Throw_TheFailureThatThereIsStands()
    {
        foreach (var retry in new RetryOptions[]
        {
            new() { ShouldRetry = _ => throw new FormatException() }, new() { RetryAfter = _ => throw new FormatException() }, new() { Randomizer = () => throw new FormatException() },
        })
        {
            var guard = New(options => options.Retry = retry);
            Assert.Throws<IOException>(() => guard.Execute<int>(_ => throw new IOException()));
            Assert.Equal(1, guard.CallbackFailures);
            AssertWhole(guard);
            var alone = new Retry(retry, _time);
            Assert.IsAssignableFrom<Exception>(Assert.ThrowsAny<Exception>(() => alone.Execute<int>(() => throw new IOException())) is CompoundException { InnerException: IOException } c ? c : new IOException());
            Assert.Equal(1, alone.CallbackFailures);
        }
    }

    [Fact]
    public void Transitioned_HandlerThrows_TheOthersAreToldAndTheBreakerGoesOn()
    {
        var guard = New();
        var told = new List<BreakerState>();
        guard.Breaker.Transitioned += _ => throw new FormatException();
        guard.Breaker.Transitioned += t => told.Add(t.To);
        OpenAndWait(guard);
        Assert.Equal(1, guard.Execute(_ => 1));
        Assert.Equal([BreakerState.Open, BreakerState.HalfOpen, BreakerState.Closed], told);
        Assert.Equal(3, guard.CallbackFailures);
        AssertWhole(guard);
    }

    [Fact]
    public void DisposeOfAResult_Throws_TheNextAttemptIsMade()
    {
        var guard = New(options => options.Retry = new() { BaseDelay = TimeSpan.Zero, MaxAttempts = 2 });
        var calls = 0;
        var call = new GuardCall<int, Disposed>((_, _) => new(new Disposed { Throws = ++calls == 1 })) { JudgeResult = (_, r) => r.Throws ? CallJudgement.Failure : CallJudgement.Success };
        Assert.Equal(CallOutcome.Success, guard.ExecuteResult(call, 0).Outcome);
        AssertWhole(guard);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task JudgeOfAPipelinesBreaker_Throws_GivesThePermitBack(bool later)
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 1 }, _time);
        breaker.Trip("try");
        _time.Advance(TimeSpan.FromSeconds(5));
        var throws = true;
        var pipeline = new ResiliencePipelineBuilder<int> { TimeProvider = _time }.AddBreaker(breaker, (int _) => throws ? throw new FormatException() : CallVerdict.Success).Build();
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<FormatException>(async () =>
            {
                if (later) await Gate.ThroughAsync(gate => pipeline.ExecuteAsync(async _ => { await gate; return 1; }));
                else pipeline.Execute(() => 1);
            });
            Assert.Equal(BreakerState.HalfOpen, breaker.State);
        }
        throws = false;
        Assert.Equal(1, pipeline.Execute(() => 1));
        Assert.Equal((BreakerState.Closed, 3L), (breaker.State, breaker.CallbackFailures));
    }

    [Fact]
    public async Task BreakersOwnJudge_Throws_IsAFailureAndTheExceptionIsTheCalls()
    {
        var breaker = new Breaker(new() { RequestVolumeThreshold = 3, Judge = _ => throw new FormatException() }, _time);
        Assert.Throws<IOException>(() => breaker.Execute<int>(() => throw new IOException()));
        await Assert.ThrowsAsync<IOException>(async () => await breaker.ExecuteAsync<int>(_ => throw new IOException()));
        var pipeline = new ResiliencePipelineBuilder().AddBreaker(breaker).Build();
        Assert.Throws<IOException>(() => pipeline.Execute<int>(() => throw new IOException()));
        Assert.Equal((BreakerState.Open, 3L), (breaker.State, breaker.CallbackFailures));
    }

    [Fact]
    public async Task JudgeOfResultsOfARetry_Throws_IsTheOutcome()
    {
        var options = new RetryOptions<int> { BaseDelay = TimeSpan.Zero, ShouldRetryResult = _ => throw new FormatException() };
        var pipeline = new ResiliencePipelineBuilder<int> { TimeProvider = _time }.AddRetries(options).Build();
        Assert.Throws<FormatException>(() => pipeline.Execute(() => 1));
        await Assert.ThrowsAsync<FormatException>(() => Gate.ThroughAsync(gate => pipeline.ExecuteAsync(async _ => { await gate; return 1; })));
    }

    private Guard New(Action<GuardOptions>? configure = null)
    {
        var options = new GuardOptions { MaxConcurrentCalls = 1, MaxConcurrentFallbacks = 1, Pool = new() { Workers = 1, QueueLimit = 0 } };
        configure?.Invoke(options);
        return new Guard(options, _time);
    }

    private void OpenAndWait(Guard guard)
    {
        guard.Breaker.Trip("try");
        _time.Advance(TimeSpan.FromSeconds(5));
    }

    /// <summary>Every place and permit is there: the only one of each is had again, and a half-open breaker closes by it.</summary>
    private void AssertWhole(Guard guard)
    {
        Assert.Equal((0, 0), (guard.Metrics.InFlight, guard.Pool!.Running));
        guard.Breaker.Trip("try");
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(7, guard.Execute(_ => 7));
        Assert.Equal(BreakerState.Closed, guard.Breaker.State);
    }

    private sealed class Disposed : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public bool Throws { get; init; }

        public void Dispose()
        {
            IsDisposed = true;
            if (Throws) throw new FormatException();
        }
    }
}
