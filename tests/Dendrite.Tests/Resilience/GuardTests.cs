using System.ComponentModel.DataAnnotations;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;
using Dendrite.Testing;
using Polly;
using Polly.Timeout;

namespace Dendrite.Resilience.Guards;

/// <summary>Rows 2.37 and 2.38: one declaration, its flow, and both styles of calling.</summary>
public sealed class GuardTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Options_Defaults_AreHystrixs()
    {
        var options = new GuardOptions();
        Assert.Equal((10, 1000.0, 10), (options.MaxConcurrentCalls, options.AttemptTimeout!.Value.TotalMilliseconds, options.MaxConcurrentFallbacks));
        Assert.Equal((10, 5), (new WorkerPoolOptions().Workers, new WorkerPoolOptions().QueueLimit));
        Assert.Null(options.Retry);
    }

    [Fact]
    public void Options_OutOfRange_AreAllListed()
    {
        var options = new GuardOptions { Name = "", MaxConcurrentCalls = 0, AttemptTimeout = TimeSpan.Zero, Pool = new() { Workers = 0 } };
        var error = Assert.Throws<ValidationException>(() => new Guard(options));
        Assert.All(["Name", "MaxConcurrentCalls", "AttemptTimeout", "Pool.Workers"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_ThatSucceeds_IsCountedOnce()
    {
        var guard = new Guard(new(), _time);
        Assert.Equal(1, guard.Execute(_ => 1));
        Assert.Equal(2, await Gate.ThroughAsync(gate => guard.ExecuteAsync(async _ => { await gate; return 2; })));
        AssertCounts(guard, (CallOutcome.Success, 2));
        Assert.Equal(2, guard.Breaker.Window.Calls);
        Assert.Equal(0, guard.Metrics.InFlight);
    }

    [Fact]
    public async Task Call_ThatIsSlow_TimesOutAndFallsBack()
    {
        var guard = new Guard(new(), _time);
        var call = WithFallback(async (_, token) => { await Task.Delay(Timeout.InfiniteTimeSpan, _time, token); return 0; });
        var running = guard.ExecuteResultAsync(call, "x").AsTask();
        _time.Advance(TimeSpan.FromSeconds(1.01));
        var result = await running;
        Assert.Equal((CallOutcome.Timeout, true, -1), (result.Outcome, result.IsFallback, result.Value));
        AssertCounts(guard, (CallOutcome.Timeout, 1), (CallOutcome.FallbackSuccess, 1));
        Assert.Equal(1, guard.Breaker.Window.Failures);
    }

    [Fact]
    public async Task Call_ThatFails_FallsBack()
    {
        var guard = new Guard(new(), _time);
        var result = await guard.ExecuteResultAsync(WithFallback((_, _) => throw new IOException("gone")), "x");
        Assert.Equal((CallOutcome.Failure, true, -1), (result.Outcome, result.IsFallback, result.Value));
        AssertCounts(guard, (CallOutcome.Failure, 1), (CallOutcome.FallbackSuccess, 1));
    }

    [Fact]
    public async Task Call_ThroughAnOpenBreaker_DoesNotRunAndFallsBack()
    {
        var guard = new Guard(new(), _time);
        guard.Breaker.ForceOpen("off", "anna");
        var ran = false;
        var result = await guard.ExecuteResultAsync(WithFallback((_, _) => { ran = true; return new(1); }), "x");
        Assert.False(ran);
        Assert.Equal((CallOutcome.ShortCircuited, -1), (result.Outcome, result.Value));
        Assert.Throws<BreakerOpenException>(() => guard.Execute(_ => 1));
        AssertCounts(guard, (CallOutcome.ShortCircuited, 2), (CallOutcome.FallbackSuccess, 1), (CallOutcome.FallbackMissing, 1));
    }

    [Fact]
    public async Task Call_AboveTheLimit_IsRejectedAndFallsBack()
    {
        var guard = new Guard(new() { MaxConcurrentCalls = 1 }, _time);
        var gate = new TaskCompletionSource<int>();
        var first = guard.ExecuteAsync(_ => new ValueTask<int>(gate.Task)).AsTask();
        Assert.Equal(1, guard.Metrics.InFlight);
        Assert.Equal(-1, (await guard.ExecuteResultAsync(WithFallback((_, _) => new(1)), "x")).Value);
        await Assert.ThrowsAsync<Breakers.LimitExceededException>(async () => await guard.ExecuteAsync(_ => new ValueTask<int>(1)));
        gate.SetResult(5);
        Assert.Equal(5, await first);
        Assert.Equal(6, guard.Execute(_ => 6));
        AssertCounts(guard, (CallOutcome.Rejected, 2), (CallOutcome.Success, 2), (CallOutcome.FallbackSuccess, 1), (CallOutcome.FallbackMissing, 1));
    }

    [Fact]
    public async Task Pool_Full_RejectsAndTheQueuedRunInOrder()
    {
        var guard = new Guard(new() { Pool = new() { Workers = 1, QueueLimit = 2 }, AttemptTimeout = null }, _time);
        var gate = new TaskCompletionSource();
        var order = new List<int>();
        var calls = Enumerable.Range(0, 3).Select(i => guard.ExecuteAsync(async _ => { await gate.Task; order.Add(i); return i; }).AsTask()).ToArray();
        Assert.Equal((1, 2), (guard.Pool!.Running, guard.Pool.Queued));
        await Assert.ThrowsAsync<PoolFullException>(async () => await guard.ExecuteAsync(_ => new ValueTask<int>(9)));
        gate.SetResult();
        await Task.WhenAll(calls);
        Assert.Equal([0, 1, 2], order);
        AssertCounts(guard, (CallOutcome.Success, 3), (CallOutcome.PoolRejected, 1), (CallOutcome.FallbackMissing, 1));
        Assert.Equal((0, 0), (guard.Pool.Running, guard.Pool.Queued));
    }

    [Fact]
    public async Task Pool_WaitingCallIsCancelled_LeavesTheQueue()
    {
        var guard = new Guard(new() { Pool = new() { Workers = 1, QueueLimit = 1 }, AttemptTimeout = null }, _time);
        var gate = new TaskCompletionSource<int>();
        var first = guard.ExecuteAsync(_ => new ValueTask<int>(gate.Task)).AsTask();
        using var source = new CancellationTokenSource();
        var waiting = guard.ExecuteAsync(_ => new ValueTask<int>(2), source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, guard.Pool!.Queued);
        gate.SetResult(1);
        Assert.Equal(1, await first);
        AssertCounts(guard, (CallOutcome.Success, 1), (CallOutcome.Cancelled, 1));
    }

    [Fact]
    public async Task Pool_TotalTimePassesInTheQueue_TimesOut()
    {
        var guard = new Guard(new() { Pool = new() { Workers = 1, QueueLimit = 1 }, AttemptTimeout = null, TotalTimeout = TimeSpan.FromSeconds(2) }, _time);
        var gate = new TaskCompletionSource<int>();
        var first = guard.ExecuteAsync(_ => new ValueTask<int>(gate.Task)).AsTask();
        var waiting = guard.ExecuteAsync(_ => new ValueTask<int>(2)).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2.1));
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => waiting);
        gate.SetResult(1);
        await first;
        Assert.Equal(0, guard.Pool!.Running);
    }

    [Fact]
    public async Task Pool_FullOrTooSlow_FallsBack()
    {
        var guard = new Guard(new() { Pool = new() { Workers = 1, QueueLimit = 1 }, AttemptTimeout = null, TotalTimeout = TimeSpan.FromSeconds(2) }, _time);
        var gate = new TaskCompletionSource<int>();
        var ran = 0;
        var call = new GuardCall<string, int>((_, _) => new(++ran)) { Fallback = (_, e, _) => new(e switch { PoolFullException => -1, TimeoutRejectedException => -2, _ => 0 }) };
        var first = guard.ExecuteAsync(_ => new ValueTask<int>(gate.Task)).AsTask();
        var waiting = guard.ExecuteResultAsync(call, "x").AsTask();
        var refused = await guard.ExecuteResultAsync(call, "x");
        Assert.Equal((CallOutcome.PoolRejected, true, -1), (refused.Outcome, refused.IsFallback, refused.Value));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2.1));
        var late = await waiting;
        Assert.Equal((CallOutcome.Timeout, true, -2), (late.Outcome, late.IsFallback, late.Value));
        gate.SetResult(1);
        Assert.Equal(1, await first);
        Assert.Equal((0, 0, 0), (ran, guard.Pool!.Running, guard.Pool.Queued));
        AssertCounts(guard, (CallOutcome.Success, 1), (CallOutcome.Timeout, 1), (CallOutcome.PoolRejected, 1), (CallOutcome.FallbackSuccess, 2));
    }

    [Fact]
    public async Task Call_CancelledByItsCaller_SaysNothingOfHealth()
    {
        var guard = new Guard(new() { Retry = new() { BaseDelay = TimeSpan.Zero } }, _time);
        using var source = new CancellationTokenSource();
        var running = guard.ExecuteAsync(async token => { await Task.Delay(Timeout.InfiniteTimeSpan, _time, token); return 1; }, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        AssertCounts(guard, (CallOutcome.Cancelled, 1));
        Assert.Equal(0, guard.Breaker.Window.Calls);
    }

    [Fact]
    public void BadRequest_IsNeitherRetriedNorHeldAgainstTheService()
    {
        var guard = new Guard(new() { Retry = new() { BaseDelay = TimeSpan.Zero }, Judge = e => e is ArgumentException ? CallJudgement.BadRequest : CallJudgement.Failure }, _time);
        var calls = 0;
        Assert.Throws<ArgumentException>(() => guard.Execute<int>(_ => { calls++; throw new ArgumentException("you"); }));
        Assert.Equal(1, calls);
        AssertCounts(guard, (CallOutcome.BadRequest, 1));
        Assert.Equal(0, guard.Breaker.Window.Calls);
    }

    [Fact]
    public async Task Retries_UntilSuccess_CountOneCallAndEachAttemptForTheBreaker()
    {
        var guard = new Guard(new() { Retry = new() { MaxAttempts = 3, BaseDelay = TimeSpan.Zero } }, _time);
        var calls = 0;
        Assert.Equal(3, await Gate.ThroughAsync(gate => guard.ExecuteAsync(async _ => { await gate; return ++calls < 3 ? throw new IOException() : calls; })));
        AssertCounts(guard, (CallOutcome.Success, 1), (CallOutcome.Retry, 2));
        Assert.Equal((3, 2), (guard.Breaker.Window.Calls, guard.Breaker.Window.Failures));
    }

    [Fact]
    public void Retries_AllFail_ThrowACompound()
    {
        var guard = new Guard(new() { Name = "geo", Retry = new() { BaseDelay = TimeSpan.Zero } }, _time);
        var error = Assert.Throws<CompoundException>(() => guard.Execute<int>(_ => throw new IOException("down")));
        Assert.Equal(3, error.Count);
        Assert.StartsWith("'geo' gave up after 3 of 3 attempts", error.Message, StringComparison.Ordinal);
        AssertCounts(guard, (CallOutcome.Failure, 1), (CallOutcome.Retry, 2), (CallOutcome.FallbackMissing, 1));
    }

    [Fact]
    public void Retries_BreakerOpensBetween_EndAtOnce()
    {
        var guard = new Guard(new() { Breaker = new() { RequestVolumeThreshold = 2 }, Retry = new() { MaxAttempts = 9, BaseDelay = TimeSpan.Zero } }, _time);
        var calls = 0;
        var error = Assert.Throws<CompoundException>(() => guard.Execute<int>(_ => { calls++; throw new IOException(); }));
        Assert.Equal(2, calls);
        Assert.True(error.Is<BreakerOpenException>());
        Assert.True(error.Is<IOException>());
        Assert.Equal(BreakerState.Open, guard.Breaker.State);
        Assert.Equal(0, guard.Metrics.InFlight);
    }

    [Fact]
    public async Task TotalTimeout_BetweenAttempts_EndsTheRetries()
    {
        var options = new GuardOptions { AttemptTimeout = TimeSpan.FromSeconds(1), TotalTimeout = TimeSpan.FromSeconds(2.5), Retry = new() { MaxAttempts = 10, BaseDelay = TimeSpan.Zero } };
        var guard = new Guard(options, _time);
        using var started = new SemaphoreSlim(0);
        var attempts = 0;
        var running = guard.ExecuteAsync(async token => { attempts++; started.Release(); await Task.Delay(Timeout.InfiniteTimeSpan, _time, token); return 1; }).AsTask();
        for (var i = 0; i < 3; i++)
        {
            await started.WaitAsync();
            _time.Advance(TimeSpan.FromSeconds(1.001));
        }
        var error = await Assert.ThrowsAsync<CompoundException>(() => running);
        Assert.True(error.Is<TimeoutRejectedException>());
        Assert.Equal(3, attempts);
        AssertCounts(guard, (CallOutcome.Timeout, 1), (CallOutcome.Retry, 2), (CallOutcome.FallbackMissing, 1));
    }

    [Fact]
    public void Fallback_ThatFailsToo_TellsOfBoth()
    {
        var guard = new Guard(new(), _time);
        var call = new GuardCall<string, int>((_, _) => throw new IOException()) { Fallback = (_, _, _) => throw new FormatException() };
        var error = (CompoundException)guard.ExecuteResult(call, "x").Exception!;
        Assert.True(error.Is<IOException>() && error.Is<FormatException>());
        AssertCounts(guard, (CallOutcome.Failure, 1), (CallOutcome.FallbackFailure, 1));
    }

    [Fact]
    public async Task Fallback_AboveItsLimit_IsRefused()
    {
        var guard = new Guard(new() { MaxConcurrentFallbacks = 1 }, _time);
        var gate = new TaskCompletionSource<int>();
        var call = new GuardCall<string, int>((_, _) => throw new IOException()) { Fallback = (_, _, _) => new(gate.Task) };
        var first = guard.ExecuteResultAsync(call, "x").AsTask();
        Assert.IsType<IOException>((await guard.ExecuteResultAsync(call, "x")).Exception);
        gate.SetResult(1);
        Assert.True((await first).IsFallback);
        AssertCounts(guard, (CallOutcome.Failure, 2), (CallOutcome.FallbackRejected, 1), (CallOutcome.FallbackSuccess, 1));
    }

    [Fact]
    public async Task Result_JudgedAFailure_IsRetriedAndIsTheResultAtTheEnd()
    {
        var guard = new Guard(new() { Retry = new() { BaseDelay = TimeSpan.Zero } }, _time);
        var calls = 0;
        var call = new GuardCall<int, int>((_, _) => new(--calls)) { JudgeResult = (_, r) => r < 0 ? CallJudgement.Failure : CallJudgement.Success };
        var result = await guard.ExecuteResultAsync(call, 0);
        Assert.Equal((CallOutcome.Failure, true, -3), (result.Outcome, result.HasValue, result.Value));
        Assert.Equal(3, guard.Breaker.Window.Failures);
    }

    [Fact]
    public async Task Strategy_InAPollyPipeline_GivesEachAttemptItsToken()
    {
        var guard = new Guard(new() { Retry = new() { MaxAttempts = 2, BaseDelay = TimeSpan.Zero } }, _time);
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddGuard(guard).Build();
        var calls = 0;
        Assert.Equal(2, await Gate.ThroughAsync(gate => pipeline.ExecuteAsync(async token => { await gate; Assert.True(token.CanBeCanceled); return ++calls < 2 ? throw new IOException() : calls; })));
        Assert.Equal(7, pipeline.Execute(() => 7));
        AssertCounts(guard, (CallOutcome.Success, 2), (CallOutcome.Retry, 1));
    }

    [Fact]
    public void SuccessPath_AllocatesNothing()
    {
        var guard = new Guard(new() { TotalTimeout = TimeSpan.FromSeconds(30), Retry = new() { Budget = new() } });
        var call = new GuardCall<int, int>(static (state, _) => new(state));
        Measure(guard, call);
        Assert.Equal(0, Measure(guard, call));
        guard.Breaker.ForceOpen("");
        Measure(guard, call);
        Assert.Equal(0, Measure(guard, call));
    }

    [Fact]
    public void Deadline_UsedAgain_ArmsNoTimerPerCall()
    {
        var guard = new Guard(new(), _time);
        for (var i = 0; i < 1000; i++) guard.Execute(_ => i);
        Assert.Single(_time.Due);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_time.Due);
        Assert.Equal(1, guard.Execute(token => token.IsCancellationRequested ? 0 : 1));
    }

    [Fact]
    public async Task Deadline_OfALaterCall_IsNotTheEarlierOnes()
    {
        var guard = new Guard(new(), _time);
        guard.Execute(_ => 1);
        _time.Advance(TimeSpan.FromMilliseconds(900));
        var running = guard.ExecuteAsync(async token => { await Task.Delay(Timeout.InfiniteTimeSpan, _time, token); return 1; }).AsTask();
        _time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(102));
        await Assert.ThrowsAsync<TimeoutRejectedException>(() => running);
    }

    [Fact]
    public void Directory_ByName_MakesOneServiceEach()
    {
        var added = new List<string>();
        var directory = new GuardDirectory(name => new() { MaxConcurrentCalls = name.Length }, _time, capacity: 2);
        directory.Added += s => added.Add(s.Name);
        Assert.Same(directory["geo"], directory["geo"]);
        Assert.Equal("mail", directory["mail"].Breaker.Name);
        Assert.Throws<InvalidOperationException>(() => directory["third"]);
        Assert.Equal(["geo", "mail"], directory.Guards.Select(s => s.Name));
        Assert.False(directory.TryGet("third", out _));
        Assert.True(directory.Remove("geo"));
        Assert.Equal(1, directory["geo"].Execute(_ => 1));
        Assert.Equal(["geo", "mail", "geo"], added);
    }

    private static long Measure(Guard guard, GuardCall<int, int> call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++) guard.ExecuteResult(call, i);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static GuardCall<string, int> WithFallback(Func<string, CancellationToken, ValueTask<int>> attempt) => new(attempt) { Fallback = (_, _, _) => new(-1) };

    private static void AssertCounts(Guard guard, params (CallOutcome Outcome, long Count)[] expected)
    {
        var total = guard.Metrics.Read().Total;
        var actual = Enum.GetValues<CallOutcome>().Where(o => total[o] > 0).Select(o => (o, total[o]));
        Assert.Equal(expected.OrderBy(e => e.Outcome), actual);
    }

    /// <summary>A call within a call of a pool with one worker waited for the place that it held itself.</summary>
    [Fact]
    public async Task Pool_CallWithinACall_IsRefusedInsteadOfWaitingForItself()
    {
        var guard = new Guard(new() { Name = "geo", Pool = new() { Workers = 1, QueueLimit = 5 }, AttemptTimeout = null }, _time);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => guard.ExecuteAsync(token => guard.ExecuteAsync(_ => new ValueTask<int>(1), token)).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.StartsWith("A call within a call of the guard 'geo' found every worker of its pool busy", error.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (guard.Pool!.Running, guard.Metrics.InFlight));
        var wide = new Guard(new() { Pool = new() { Workers = 2, QueueLimit = 5 }, AttemptTimeout = null }, _time);
        Assert.Equal(1, await wide.ExecuteAsync(token => wide.ExecuteAsync(_ => new ValueTask<int>(1), token)));
    }

    [Fact]
    public async Task Pool_WorkThatOutlivesItsCall_WaitsLikeAnyOther()
    {
        var guard = new Guard(new() { Pool = new() { Workers = 1, QueueLimit = 5 }, AttemptTimeout = null }, _time);
        var (gate, busy) = (new Gate(), new Gate());
        Task<int> later = Task.FromResult(0);
        await guard.ExecuteAsync(_ =>
        {
            later = LaterAsync();
            return new ValueTask<int>(1);
        });
        var running = guard.ExecuteAsync(async _ => { await busy.Opened; return 2; }).AsTask();
        gate.Open();
        await Eventually.HoldsAsync(() => Task.FromResult(guard.Pool!.Queued == 1), "the later call waits");
        busy.Open();
        Assert.Equal((2, 3), (await running, await later));

        async Task<int> LaterAsync()
        {
            await gate.Opened;
            return await guard.ExecuteAsync(_ => new ValueTask<int>(3));
        }
    }
}
