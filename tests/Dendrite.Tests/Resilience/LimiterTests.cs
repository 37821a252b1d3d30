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
