using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Testing;

namespace Dendrite.Resilience.Guards;

/// <summary>Row 2.37 under many calls at once: each ends exactly once, under one reason, and everything borrowed is given back.</summary>
public sealed class GuardPropertyTests
{
    private const int Workers = 4;
    private static readonly int CallsEach = Soak.Count(300, 10_000);

    [Fact]
    public async Task Calls_OfEveryKindAtOnce_EndExactlyOnceAndGiveEverythingBack()
    {
        var time = new ManualTimeProvider();
        var guard = new Guard(
            new()
            {
                MaxConcurrentCalls = 3,
                Pool = new() { Workers = 2, QueueLimit = 1 },
                AttemptTimeout = TimeSpan.FromMilliseconds(100),
                TotalTimeout = TimeSpan.FromMilliseconds(500),
                Retry = new() { MaxAttempts = 3, BaseDelay = TimeSpan.FromMilliseconds(20) },
                Breaker = new() { RequestVolumeThreshold = 5, SleepWindow = TimeSpan.FromMilliseconds(200), HalfOpenPermits = 2 },
            },
            time);
        Soak.Print($"{CallsEach} calls of each of {Workers} workers, seeds 0 to {Workers - 1}");
        var ended = new long[OutcomeCounts.Length];
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var rng = new Random(worker);
            for (var i = 0; i < CallsEach; i++)
            {
                using var caller = new CancellationTokenSource();
                if (rng.Next(10) == 0) caller.CancelAfter(TimeSpan.Zero);
                var result = await guard.ExecuteResultAsync(Call(time), rng.Next(5), caller.Token);
                Interlocked.Increment(ref ended[(int)result.Outcome]);
                Assert.Equal(result.Outcome == CallOutcome.Success, result.HasValue);
            }
        })).ToArray();
        var all = Task.WhenAll(workers);
        while (!all.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(7));
            await Task.Yield();
        }
        await all;
        var total = guard.Metrics.Read().Total;
        Assert.Equal(Workers * CallsEach, total.Requests);
        Assert.Equal(ended[..8], total.Values[..8]);
        Assert.Equal((0, 0, 0), (guard.Metrics.InFlight, guard.Pool!.Running, guard.Pool.Queued));
        AssertRecovers(guard, time);
    }

    private static GuardCall<int, int> Call(TimeProvider time) => new(async (kind, token) =>
    {
        switch (kind)
        {
            case 0:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
                return 0;
            case 1:
                throw new IOException();
            case 2:
                await Task.Delay(TimeSpan.FromMilliseconds(30), time, token);
                return 2;
            default:
                var gate = new Gate();
                ThreadPool.UnsafeQueueUserWorkItem(static g => g.Open(), gate, preferLocal: false);
                await gate.Opened;
                return kind;
        }
    });

    private static void AssertRecovers(Guard guard, ManualTimeProvider time)
    {
        for (var i = 0; i < 10 && guard.Breaker.State != BreakerState.Closed; i++)
        {
            time.Advance(TimeSpan.FromSeconds(61));
            guard.ExecuteResult(new GuardCall<int, int>((n, _) => new(n)), i);
        }
        Assert.Equal(BreakerState.Closed, guard.Breaker.State);
    }
}
