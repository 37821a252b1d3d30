using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Net.Sockets;
using Dendrite.Testing;
using Polly;
using Polly.CircuitBreaker;

namespace Dendrite.Resilience.Retries;

/// <summary>Rows 2.34, 2.35 and 2.36.</summary>
public sealed class RetryTests
{
    private static readonly RetryOptions AtOnce = new() { BaseDelay = TimeSpan.Zero };
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Execute_FailsTwiceThenWorks_GivesTheFirstSuccess()
    {
        var calls = 0;
        var heard = new List<int>();
        var retry = new Retry(new() { BaseDelay = TimeSpan.Zero, OnFailure = (_, attempt) => heard.Add(attempt) }, _time);
        Assert.Equal("ok", retry.Execute(() => ++calls < 3 ? throw new IOException("no") : "ok"));
        Assert.Equal(3, calls);
        Assert.Equal([1, 2], heard);
    }

    [Fact]
    public void Failures_EachAndTheLastToo_AreTracedAtVerbose()
    {
        var name = $"retry-{Guid.NewGuid()}";
        var options = new RetryOptions<int> { Name = name, BaseDelay = TimeSpan.Zero, ShouldRetryResult = r => r < 0 };
        using var recorder = new TraceRecorder(Retry.Trace, SourceLevels.Verbose);
        var calls = 0;
        Assert.Throws<CompoundException>(() => new Retry(new() { Name = name, BaseDelay = TimeSpan.Zero }, _time).Execute<int>(() => throw new IOException($"no {++calls}")));
        Assert.Equal(-1, new ResiliencePipelineBuilder<int> { TimeProvider = _time }.AddRetries(options).Build().Execute(() => -1));
        var records = recorder.Of(name);
        Assert.Equal(6, records.Length);
        Assert.All(records, r => Assert.Equal(("dendrite.retries", TraceEventType.Verbose), (r.Source, r.Type)));
        for (var i = 1; i <= 3; i++)
        {
            Assert.StartsWith($"Attempt {i} of 3 of '{name}' failed: System.IO.IOException: no {i}", records[i - 1].Message, StringComparison.Ordinal);
            Assert.Equal($"Attempt {i} of 3 of '{name}' failed: its result counts as a failure", records[i + 2].Message);
        }
    }

    [Fact]
    public void Execute_AllFail_ThrowsEveryFailureInOrder()
    {
        Exception[] failures = [new SocketException(111), new IOException("second"), new TimeoutException("last")];
        var calls = 0;
        var error = Assert.Throws<CompoundException>(() => new Retry(AtOnce, _time).Execute<int>(() => throw failures[calls++]));
        Assert.Equal(failures, error);
        Assert.Equal(3, error.Count);
        Assert.Same(failures[2], error.InnerException);
        Assert.Equal("'retry' gave up after 3 of 3 attempts: 3 failed (SocketException, IOException, TimeoutException). The last: last", error.Message);
    }

    [Fact]
    public void Compound_CaughtByAnyOfItsTypes_ReadsNaturally()
    {
        var calls = 0;
        var caught = "";
        try
        {
            new Retry(AtOnce, _time).Execute<int>(() => ++calls switch { 1 => throw new ArgumentNullException("x"), 2 => throw new ArgumentException("y"), _ => throw new IOException("z", new SocketException(104)) });
        }
        catch (CompoundException e) when (e.Is<SocketException>(out var socket))
        {
            caught = $"socket {socket.NativeErrorCode}";
            Assert.True(e.Is<ArgumentNullException>());
            Assert.True(e.Is<ArgumentException>());
            Assert.False(e.Is<FormatException>());
            Assert.Null(e.Find<FormatException>());
            Assert.Equal("z", e.Find<IOException>()!.Message);
        }
        Assert.Equal("socket 104", caught);
    }

    [Fact]
    public void Compound_FindsWhatAnAggregateHolds()
    {
        var compound = new CompoundException([new AggregateException(new IOException(), new FormatException("deep"))]);
        Assert.Equal("deep", compound.Find<FormatException>()!.Message);
        Assert.Throws<ArgumentException>(() => new CompoundException([]));
    }

    [Fact]
    public void Execute_OneAttemptThatFails_IsACompoundOfOne() =>
        Assert.Single(Assert.Throws<CompoundException>(() => new Retry(new() { MaxAttempts = 1 }, _time).Execute<int>(() => throw new IOException())));

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public void Options_AttemptsOutOfRange_AreRefused(int attempts) =>
        Assert.Contains("MaxAttempts", Assert.Throws<ValidationException>(() => new Retry(new() { MaxAttempts = attempts })).Message, StringComparison.Ordinal);

    [Fact]
    public void Filter_FailureNotWorthARetry_IsThrownAsItIs()
    {
        var retry = new Retry(new() { BaseDelay = TimeSpan.Zero, ShouldRetry = e => e is IOException }, _time);
        var failure = new FormatException();
        Assert.Same(failure, Assert.Throws<FormatException>(() => retry.Execute<int>(() => throw failure)));
        var calls = 0;
        var error = Assert.Throws<CompoundException>(() => retry.Execute<int>(() => ++calls == 1 ? throw new IOException() : throw failure));
        Assert.Equal((2, failure), (error.Count, error.InnerException));
    }

    [Fact]
    public async Task Cancellation_DuringTheDelay_EndsTheRetries()
    {
        using var source = new CancellationTokenSource();
        var calls = 0;
        var running = new Retry(new() { Jitter = Jitter.None }, _time).ExecuteAsync<int>(_ => throw new IOException($"{++calls}"), source.Token).AsTask();
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(1, calls);
    }

    [Theory]
    [InlineData(Backoff.Exponential, new[] { 200, 400, 800, 1000 })]
    [InlineData(Backoff.Linear, new[] { 200, 400, 600, 800 })]
    [InlineData(Backoff.Constant, new[] { 200, 200, 200, 200 })]
    public async Task Delays_WithoutJitter_FollowTheBackoff(Backoff backoff, int[] expected)
    {
        var options = new RetryOptions { MaxAttempts = 5, Backoff = backoff, Jitter = Jitter.None, MaxDelay = TimeSpan.FromSeconds(1) };
        var running = new Retry(options, _time).ExecuteAsync<int>(_ => throw new IOException()).AsTask();
        foreach (var milliseconds in expected)
        {
            await _time.WaitForTimerAsync(TimeSpan.FromHours(1));
            Assert.Equal(_time.GetUtcNow() + TimeSpan.FromMilliseconds(milliseconds), Assert.Single(_time.Due));
            _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        }
        Assert.Equal(5, (await Assert.ThrowsAsync<CompoundException>(() => running)).Count);
    }

    [Fact]
    public void Delays_WithJitter_StayWithinTheirBounds() => Property.Check(200, rng =>
    {
        var options = new RetryOptions { Jitter = (Jitter)rng.Next(3), Backoff = (Backoff)rng.Next(3), Randomizer = rng.NextDouble };
        var delays = new RetryDelays(options);
        for (var failures = 1; failures < 40; failures++)
        {
            var delay = delays.Next(failures, null)!.Value;
            Assert.InRange(delay, options.Jitter == Jitter.Full ? TimeSpan.Zero : options.BaseDelay / 2, options.MaxDelay);
        }
    });

    [Fact]
    public void RetryAfter_OfAFailure_IsWaitedForOrEndsTheRetries()
    {
        var delays = new RetryDelays(new RetryOptions { Jitter = Jitter.None });
        Assert.Equal(TimeSpan.FromSeconds(7), delays.Next(1, TimeSpan.FromSeconds(7)));
        Assert.Null(delays.Next(1, TimeSpan.FromMinutes(2)));
        Assert.Equal(TimeSpan.FromSeconds(9), RetryDelays.Asked(new(), new BrokenCircuitException("", TimeSpan.FromSeconds(9))));
    }

    [Fact]
    public void Budget_Exhausted_EndsTheRetries()
    {
        var budget = new RetryBudget(share: 0, perSecond: 0.5, capacity: 3, time: _time);
        var retry = new Retry(new() { BaseDelay = TimeSpan.Zero, MaxAttempts = 10, Budget = budget }, _time);
        Assert.Equal(4, Assert.Throws<CompoundException>(() => retry.Execute<int>(() => throw new IOException())).Count);
        Assert.Single(Assert.Throws<CompoundException>(() => retry.Execute<int>(() => throw new IOException())));
        Assert.Equal(2, budget.Refused);
        _time.Advance(TimeSpan.FromSeconds(4.01));
        Assert.Equal(2, budget.Available);
        Assert.Equal(3, Assert.Throws<CompoundException>(() => retry.Execute<int>(() => throw new IOException())).Count);
    }

    [Fact]
    public void Budget_ByCalls_AllowsTheirShare() => Property.Check(20, rng =>
    {
        var budget = new RetryBudget(share: 0.2, perSecond: 0, capacity: 10, time: _time);
        var retries = 0;
        for (var i = 0; i < 1000; i++)
        {
            budget.Deposit();
            while (rng.Next(2) == 0 && budget.TryWithdraw()) retries++;
        }
        Assert.InRange(retries, 190, 210);
    });

    [Fact]
    public void Wrap_RunsWhenCalledNotBefore()
    {
        var calls = 0;
        var wrapped = new Retry(AtOnce, _time).Wrap((int x) => ++calls < 2 ? throw new IOException() : x * 2);
        Assert.Equal(0, calls);
        Assert.Equal(42, wrapped(21));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task Wrap_Asynchronous_RetriesEachCall()
    {
        var calls = 0;
        var gate = new Gate();
        var wrapped = new Retry(AtOnce, _time).Wrap(async _ => { await gate.Opened; return ++calls % 2 == 1 ? throw new IOException() : calls; });
        var first = wrapped(default).AsTask();
        Assert.False(first.IsCompleted);
        gate.Open();
        Assert.Equal(2, await first);
        Assert.Equal(4, await wrapped(default));
    }

    [Fact]
    public async Task Strategy_InAPollyPipeline_RetriesResultsAndExceptions()
    {
        var calls = 0;
        var options = new RetryOptions<int> { BaseDelay = TimeSpan.Zero, ShouldRetryResult = r => r < 0 };
        var pipeline = new ResiliencePipelineBuilder<int> { TimeProvider = _time }.AddRetries(options).Build();
        Assert.Equal(5, pipeline.Execute(() => ++calls switch { 1 => -1, 2 => throw new IOException(), _ => 5 }));
        Assert.Equal(-7, await pipeline.ExecuteAsync(_ => new ValueTask<int>(-7)));
        var error = await Assert.ThrowsAsync<CompoundException>(() => Gate.ThroughAsync(gate => pipeline.ExecuteAsync<int>(async _ => { await gate; throw new IOException(); })));
        Assert.Equal(3, error.Count);
    }

    [Fact]
    public void Compound_OfCompounds_IsAskedForWhatAnyOfThemHolds()
    {
        var inner = new CompoundException([new SocketException(111), new FormatException("first")]);
        var outer = new CompoundException([new IOException("outer"), inner, new AggregateException("several", (Exception)new CompoundException([new TimeoutException("deep"), new IOException()]))]);
        Assert.True(outer.Is<SocketException>());
        Assert.Equal(("first", "deep"), (outer.Find<FormatException>()!.Message, outer.Find<TimeoutException>()!.Message));
        Assert.Same(inner, outer.Find<CompoundException>());
        Assert.False(outer.Is<ArgumentException>());
    }

    [Fact]
    public void RetryAfter_BelowTheBackOff_DoesNotShortenIt() =>
        Assert.Equal(TimeSpan.FromMilliseconds(800), new RetryDelays(new RetryOptions { Jitter = Jitter.None }).Next(3, TimeSpan.FromMilliseconds(10)));

    [Fact]
    public async Task Strategy_CancelledInTheDelay_IsNotWrapped()
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetries(new() { Jitter = Jitter.None }).Build();
        using var source = new CancellationTokenSource();
        var running = pipeline.ExecuteAsync<int>(_ => throw new IOException(), source.Token).AsTask();
        await _time.WaitForTimerAsync(TimeSpan.FromSeconds(1));
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Strategy_CancelledInAnAttempt_IsNotWrapped()
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddRetries(new() { BaseDelay = TimeSpan.Zero }).Build();
        using var source = new CancellationTokenSource();
        var calls = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pipeline.ExecuteAsync<int>(
            async token =>
            {
                if (++calls == 1) throw new IOException();
                await source.CancelAsync();
                token.ThrowIfCancellationRequested();
                return 1;
            },
            source.Token));
        Assert.Equal(2, calls);
    }
}
