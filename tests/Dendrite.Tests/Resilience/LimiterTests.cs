using Dendrite.Testing;
using Polly;

namespace Dendrite.Resilience.Breakers;

/// <summary>Row 2.8.</summary>
public sealed class LimiterTests
{
    [Fact]
    public void Enter_AboveTheLimit_IsRefusedAtOnceAndExitFreesAPlace()
    {
        var limiter = new Limiter(2, "cpu");
        var first = limiter.Enter();
        using var second = limiter.Enter();
        var error = Assert.Throws<LimitExceededException>(() => limiter.Enter());
        Assert.Equal(("cpu", 2), (error.Name, error.Limit));
        first.Dispose();
        first.Dispose();
        Assert.Equal(1, limiter.InFlight);
        limiter.Enter().Dispose();
        Assert.Equal(1, limiter.Refused);
    }

    [Fact]
    public async Task Execute_NPlusOneAtOnce_RefusesOne()
    {
        var limiter = new Limiter(3);
        var gate = new TaskCompletionSource();
        async ValueTask<int> Call(CancellationToken token)
        {
            await gate.Task;
            return 1;
        }
        var running = Enumerable.Range(0, 3).Select(_ => limiter.ExecuteAsync(Call).AsTask()).ToArray();
        await Assert.ThrowsAsync<LimitExceededException>(async () => await limiter.ExecuteAsync(Call));
        gate.SetResult();
        Assert.Equal(3, (await Task.WhenAll(running)).Sum());
        Assert.Equal(0, limiter.InFlight);
    }

    [Fact]
    public void Execute_ThatThrows_GivesItsPlaceBack()
    {
        var limiter = new Limiter(1);
        for (var i = 0; i < 3; i++) Assert.Throws<FormatException>(() => limiter.Execute<int>(() => throw new FormatException()));
        Assert.Equal(0, limiter.InFlight);
    }

    /// <summary>A caller that was refused held a count for a moment, and a third was refused for it though a place was free.</summary>
    [Fact]
    public async Task Enter_FromManyThreads_NeverHoldsMoreThanTheLimitAndGetsAllPlacesBack()
    {
        const int limit = 3;
        var limiter = new Limiter(limit);
        using var start = new Barrier(8);
        var (inside, entered) = (0, 0L);
        var seen = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(Work, default, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.InRange(seen.Max(s => s.Inside), 1, limit);
        Assert.InRange(seen.Max(s => s.InFlight), 1, limit);
        Assert.Equal(8 * 20_000, entered + limiter.Refused);
        Assert.Equal(0, limiter.InFlight);
        var places = Enumerable.Range(0, limit).Select(_ => limiter.Enter()).ToArray();
        Assert.Equal(limit, limiter.InFlight);
        foreach (var place in places) place.Dispose();

        (int Inside, int InFlight) Work()
        {
            var (mostInside, mostInFlight) = (0, 0);
            start.SignalAndWait();
            for (var i = 0; i < 20_000; i++)
            {
                if (limiter.TryEnter())
                {
                    Interlocked.Increment(ref entered);
                    mostInside = Math.Max(mostInside, Interlocked.Increment(ref inside));
                    if (i % 100 == 0) Thread.Yield();
                    Interlocked.Decrement(ref inside);
                    limiter.Exit();
                }
                mostInFlight = Math.Max(mostInFlight, limiter.InFlight);
            }
            return (mostInside, mostInFlight);
        }
    }

    [Fact]
    public async Task Strategy_InAPollyPipeline_RefusesAsAnOutcome()
    {
        var limiter = new Limiter(1);
        var pipeline = new ResiliencePipelineBuilder().AddLimiter(limiter).Build();
        using (limiter.Enter()) await Assert.ThrowsAsync<LimitExceededException>(async () => await pipeline.ExecuteAsync(_ => default));
        Assert.Equal(7, await Gate.ThroughAsync(gate => pipeline.ExecuteAsync(async _ => { await gate; return 7; })));
        Assert.Equal(0, limiter.InFlight);
    }
}
