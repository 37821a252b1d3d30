using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Metrics;
using Dendrite.Testing;

namespace Dendrite.Resilience.Services;

/// <summary>Row 2.37 under many calls at once: each ends exactly once, under one reason, and everything borrowed is given back.</summary>
public sealed class ServicePropertyTests
{
    private const int Workers = 4;
    private const int CallsEach = 300;

    [Fact]
    public async Task Calls_OfEveryKindAtOnce_EndExactlyOnceAndGiveEverythingBack()
    {
        var time = new ManualTimeProvider();
        var service = new Service(
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
        var ended = new long[OutcomeCounts.Length];
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(async () =>
        {
            var rng = new Random(worker);
            for (var i = 0; i < CallsEach; i++)
            {
                using var caller = new CancellationTokenSource();
                if (rng.Next(10) == 0) caller.CancelAfter(TimeSpan.Zero);
                var result = await service.ExecuteResultAsync(Call(time), rng.Next(5), caller.Token);
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
        var total = service.Metrics.Read().Total;
        Assert.Equal(Workers * CallsEach, total.Requests);
        Assert.Equal(ended[..8], total.Values[..8]);
        Assert.Equal((0, 0, 0), (service.Metrics.InFlight, service.Pool!.Running, service.Pool.Queued));
        AssertRecovers(service, time);
    }

    private static ServiceCall<int, int> Call(TimeProvider time) => new(async (kind, token) =>
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
                await Task.Yield();
                return kind;
        }
    });

    private static void AssertRecovers(Service service, ManualTimeProvider time)
    {
        for (var i = 0; i < 10 && service.Breaker.State != BreakerState.Closed; i++)
        {
            time.Advance(TimeSpan.FromSeconds(61));
            service.ExecuteResult(new ServiceCall<int, int>((n, _) => new(n)), i);
        }
        Assert.Equal(BreakerState.Closed, service.Breaker.State);
    }
}
