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
        const int limit = 3, threads = 4, calls = 2_000_000;
        var limiter = new Limiter(limit);
        // Two places are held throughout, so that two threads are enough to want the same one.
        var held = new[] { limiter.Enter(), limiter.Enter() };
        using var start = new Barrier(threads);
        var inside = held.Length;
        var seen = await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Factory.StartNew(Work, default, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.Equal((limit, limit), (seen.Max(s => s.Inside), seen.Max(s => s.InFlight)));
        Assert.Equal(threads * calls, seen.Sum(s => s.Entered) + limiter.Refused);
        Assert.Equal(held.Length, limiter.InFlight);
        for (var i = 0; i < held.Length; i++) held[i].Dispose();
        var places = Enumerable.Range(0, limit).Select(_ => limiter.Enter()).ToArray();
        Assert.Equal(limit, limiter.InFlight);
        Assert.False(limiter.TryEnter());
        for (var i = 0; i < limit; i++) places[i].Dispose();
        Assert.Equal(0, limiter.InFlight);

        (int Inside, int InFlight, long Entered) Work()
        {
            var (mostInside, mostInFlight, entered) = (0, 0, 0L);
            start.SignalAndWait();
            for (var i = 0; i < calls; i++)
            {
                if (limiter.TryEnter())
                {
                    entered++;
                    mostInside = Math.Max(mostInside, Interlocked.Increment(ref inside));
                    if (i % 100 == 0) Thread.Yield();
                    Interlocked.Decrement(ref inside);
                    limiter.Exit();
                }
                // Read beside the others' calls: a refused one shows here where it is counted in.
                mostInFlight = Math.Max(mostInFlight, limiter.InFlight);
            }
            return (mostInside, mostInFlight, entered);
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
