using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Dendrite.Resilience.Aspects;
using Dendrite.Resilience.Breakers;
using Dendrite.Resilience.Caching;
using Dendrite.Resilience.Guards;
using Dendrite.Resilience.Harness;
using Dendrite.Resilience.Injection;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Registries;
using Dendrite.Resilience.Retries;
using Dendrite.Resilience.Statistics;
using Dendrite.Resilience.Timing;
using Dendrite.Testing;
using Polly;
using Polly.Hedging;
using Polly.RateLimiting;
using Polly.Simmy;

namespace Dendrite.Resilience;

/// <summary>The README's example of each module, and of what is combined with Polly's strategies.</summary>
public sealed class ResilienceExamplesTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Aspects_AnETagByAResultFilter()
    {
        var registry = new JoinPointRegistry();
        var page = registry.Advertise("page", ((string Path, string? IfNoneMatch) request) => (Status: 200, ETag: "", Body: Render(request.Path)));

        page.ResultFilters.Add((request, answer) =>
        {
            var etag = $"\"{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(answer.Body)))}\"";
            return request.IfNoneMatch == etag ? (304, etag, "") : (200, etag, answer.Body);
        });

        var first = page.Invoke(("/rome", null));
        var again = page.Invoke(("/rome", first.ETag));   // 304 and no body
        Assert.Equal((200, "<h1>/rome</h1>"), (first.Status, first.Body));
        Assert.Equal((304, first.ETag, ""), again);

        static string Render(string path) => $"<h1>{path}</h1>";
    }

    [Fact]
    public void Breakers_SwitchedAndTold()
    {
        var breaker = new Breaker(new BreakerOptions { Name = "search", SlowCallDuration = TimeSpan.FromSeconds(2), SleepWindow = TimeSpan.FromSeconds(10) });
        breaker.Transitioned += change => Console.WriteLine($"{change.Name}: {change.From} to {change.To}, {change.Reason}");

        var hits = breaker.Execute(() => Search("orleans"));
        breaker.ForceOpen("maintenance until noon", by: "ann");
        Assert.Equal(7, hits);
        Assert.Throws<BreakerOpenException>(() => breaker.Execute(() => Search("orleans")));

        static int Search(string text) => text.Length;
    }

    [Fact]
    public async Task Caching_ComputesOnce()
    {
        var loads = 0;
        var cache = new Cache(new CacheOptions { Lifetime = TimeSpan.FromMinutes(5), Expiry = ExpiryPolicy.XFetch(), StaleOnError = TimeSpan.FromHours(1) });
        var price = cache.MemoizeAsync((string item, CancellationToken token) => LoadPriceAsync(item, token), "price");

        var tea = await price("tea", default);   // computed once, however many ask
        Assert.Equal((3m, 3m, 1), (tea, await price("tea", default), loads));

        ValueTask<decimal> LoadPriceAsync(string item, CancellationToken token)
        {
            token.ThrowIfCancellationRequested();
            loads++;
            return new(item.Length);
        }
    }

    [Fact]
    public void Harness_SeesAndCounts()
    {
        var harness = new ExceptionHarness(seen => Console.WriteLine($"{seen.Target} #{seen.Count}: {seen.Exception.Message}"));
        var rows = harness.Watch("database", () => Query("select 1"));

        Console.WriteLine($"{rows} rows, {harness.CountOf("database")} failures");
        Assert.Equal(1, rows);
        Assert.Throws<ArgumentException>(() => harness.Watch("database", () => Query("")));
        Assert.Equal(1, harness.CountOf("database"));

        static int Query(string text) => text.Length > 0 ? 1 : throw new ArgumentException("no text");
    }

    [Fact]
    public async Task Injection_BuildsWhatIsMissing()
    {
        var injector = new Injector().Provide("database", async (request, token) => await OpenAsync(request.Name, token));

        var text = await injector.CallAsync<string>((string database, int id) => $"{id} from {database}", new Dictionary<string, object?> { ["id"] = 7 });
        Assert.Equal("7 from open database", text);

        static ValueTask<string> OpenAsync(string name, CancellationToken token) => new(token.IsCancellationRequested ? "nothing" : $"open {name}");
    }

    [Fact]
    public void Metrics_OverTheirWindows()
    {
        var metrics = new GuardMetrics();
        var startedAt = metrics.Begin();
        metrics.End(CallOutcome.Success, startedAt);

        var read = metrics.Read();
        Console.WriteLine($"{read.RequestsPerSecond:F1}/s, {read.ErrorPercentage} % failed, p99 {read.P99}");
        Assert.Equal((1L, (double?)0.0), (read.Total.Requests, read.Total.ErrorPercentage));
    }

    [Fact]
    public void Registries_FollowASwap()
    {
        var registry = new Registry();
        var greeting = registry.Get<string>("greeting");   // before anything is there
        registry.Set("greeting", "hello");
        registry.Set("greeting", "good evening");
        Console.WriteLine(greeting.Value);                 // good evening
        Assert.Equal("good evening", greeting.Value);
    }

    [Fact]
    public async Task Retries_HoldEveryFailure()
    {
        var caught = false;
        var retry = new Retry(new RetryOptions { MaxAttempts = 4, BaseDelay = TimeSpan.Zero, ShouldRetry = e => e is IOException, Budget = new RetryBudget() });
        try
        {
            var answer = await retry.ExecuteAsync(token => AskAsync(token));
            Assert.Fail(answer);
        }
        catch (CompoundException e) when (e.Is<SocketException>())
        {
            Console.WriteLine($"{e.Count} attempts, the last: {e.InnerException!.Message}");
            caught = e.Count == 4;
        }
        Assert.True(caught);

        static ValueTask<string> AskAsync(CancellationToken token) => throw new IOException(token.IsCancellationRequested ? "late" : "no route", new SocketException(113));
    }

    [Fact]
    public async Task Guards_JudgeResultsAndFallBack()
    {
        var prices = new Guard(new GuardOptions { Name = "prices", Pool = new WorkerPoolOptions { Workers = 4, QueueLimit = 8 } });
        var quote = new GuardCall<string, decimal>((item, token) => LoadPriceAsync(item, token))
        {
            JudgeResult = (_, price) => price < 0 ? CallJudgement.Failure : CallJudgement.Success,
            Fallback = (_, _, _) => new ValueTask<decimal>(4.20m),
        };

        var result = await prices.ExecuteResultAsync(quote, "tea");
        Console.WriteLine($"{result.Value}, {result.Outcome}{(result.IsFallback ? ", from the fallback" : "")}");
        Assert.Equal((4.20m, CallOutcome.Failure, true), (result.Value, result.Outcome, result.IsFallback));

        static ValueTask<decimal> LoadPriceAsync(string item, CancellationToken token) => new(token.IsCancellationRequested ? 0 : -item.Length);
    }

    [Fact]
    public void Statistics_OfAFewNumbers()
    {
        double[] milliseconds = [12, 15, 11, 240, 13];
        Console.WriteLine($"median {Percentile.Nearest(milliseconds, 50)}, p90 {Percentile.Interpolated(milliseconds, 90)}, mean {Summary.Of(milliseconds).Mean}");
        Assert.Equal(13, Percentile.Nearest(milliseconds, 50));
        Assert.Equal(58.2, Summary.Of(milliseconds).Mean!.Value, 9);
    }

    [Fact]
    public async Task Timing_AsAHeader()
    {
        using var response = new HttpResponseMessage();
        var timer = new RequestTimer();
        using (timer.Interval("request"))
        {
            using (timer.Interval("database")) await QueryAsync();
            timer.Mark("rendering");
        }
        response.Headers.Add("Server-Timing", timer.ToServerTiming());
        Console.WriteLine(timer.Report());
        Assert.StartsWith("request;dur=", Assert.Single(response.Headers.GetValues("Server-Timing")), StringComparison.Ordinal);

        static ValueTask QueryAsync() => default;
    }

    /// <summary>Hedging and a limit over time are Polly's: each attempt goes through the guard, and the metrics tell how the call ended.</summary>
    [Fact]
    public async Task Polly_HedgesAGuard()
    {
        var (time, calls) = (_time, 0);
        var (guard, metrics) = (new Guard(new() { Name = "search" }, time), new GuardMetrics(time: time));
        using var limiter = new SlidingWindowRateLimiter(new() { PermitLimit = 100, Window = TimeSpan.FromSeconds(1), SegmentsPerWindow = 10 });
        var pipeline = new ResiliencePipelineBuilder<string> { TimeProvider = time }
            .AddMetrics(metrics)
            .AddRateLimiter(limiter)
            .AddHedging(new HedgingStrategyOptions<string> { Delay = TimeSpan.FromMilliseconds(200), MaxHedgedAttempts = 1 })
            .AddGuard(guard)
            .Build();

        var answer = pipeline.ExecuteAsync(async token => ++calls == 1 ? await new TaskCompletionSource<string>().Task.WaitAsync(token) : "second").AsTask();
        await time.WaitForTimerAsync(TimeSpan.FromMilliseconds(200));
        time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal("second", await answer);
        Assert.Equal((1, 1), (metrics.Read().Total[CallOutcome.Success], guard.Metrics.Read().Total[CallOutcome.Success]));
    }

    [Fact]
    public async Task Polly_RefusesByItsRate_AndTheMetricsSaySo()
    {
        var metrics = new GuardMetrics(time: _time);
        using var limiter = new FixedWindowRateLimiter(new() { PermitLimit = 1, Window = TimeSpan.FromHours(1), AutoReplenishment = false });
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = _time }.AddMetrics(metrics).AddRateLimiter(limiter).AddGuard(new Guard(time: _time)).Build();
        Assert.Equal(1, await pipeline.ExecuteAsync(_ => new ValueTask<int>(1)));
        await Assert.ThrowsAsync<RateLimiterRejectedException>(async () => await pipeline.ExecuteAsync(_ => new ValueTask<int>(1)));
        Assert.Equal((1, 1), (metrics.Read().Total[CallOutcome.Success], metrics.Read().Total[CallOutcome.Rejected]));
    }

    [Fact]
    public void Polly_BringsChaosToATest()
    {
        var guard = new Guard(new() { Breaker = { RequestVolumeThreshold = 3 } }, _time);
        var pipeline = new ResiliencePipelineBuilder().AddGuard(guard).AddChaosFault(injectionRate: 1, () => new IOException("chaos")).Build();
        for (var i = 0; i < 3; i++) Assert.Throws<IOException>(() => pipeline.Execute(() => 1));
        Assert.Equal(BreakerState.Open, guard.Breaker.State);
    }
}
