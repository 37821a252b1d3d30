namespace Dendrite.Resources;

/// <summary>Never more than a backend allows, and nearly all of it where there is demand.</summary>
public sealed class AllowanceTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void NothingKnown_EverybodyMayAsk()
    {
        var allowance = new Allowance(1);
        for (var n = 0; n < 1000; n++) Assert.True(allowance.TryEnter(Start));
        Assert.Null(allowance.RateAt(Start));
    }

    [Fact]
    public void UsedUp_NobodyAsksBeforeTheReset()
    {
        var allowance = new Allowance(1);
        Ask(allowance, Start, new RateLimitReading(0, TimeSpan.FromSeconds(30), 60, null));
        Assert.False(allowance.TryEnter(Start.AddSeconds(29)));
        Assert.Equal(Start.AddSeconds(30), allowance.NextAt(Start.AddSeconds(29)));
        Assert.True(allowance.TryEnter(Start.AddSeconds(30)));
    }

    /// <summary>"Use at most 80 %": what others need is left to them.</summary>
    [Fact]
    public void Share_TheRestIsLeftToOthers()
    {
        var allowance = new Allowance(0.8);
        Ask(allowance, Start, new RateLimitReading(20, TimeSpan.FromSeconds(30), 100, null));
        Assert.Equal(Start.AddSeconds(30), allowance.NextAt(Start));
        var other = new Allowance(0.8);
        Ask(other, Start, new RateLimitReading(50, TimeSpan.FromSeconds(30), 100, null));
        Assert.Equal(1, other.RateAt(Start)!.Value, 6);
    }

    [Fact]
    public void SeveralSilos_DivideIt()
    {
        var allowance = new Allowance(1) { Sharers = 3 };
        Ask(allowance, Start, new RateLimitReading(90, TimeSpan.FromSeconds(30), null, null));
        Assert.Equal(1, allowance.RateAt(Start)!.Value, 6);
    }

    [Fact]
    public void Rate_IsKept_WithASecondsWorthAtOnce()
    {
        var allowance = new Allowance(1);
        Ask(allowance, Start, new RateLimitReading(240, TimeSpan.FromSeconds(60), null, null));
        var sent = Enumerable.Range(0, 10_000).Count(n => allowance.TryEnter(Start.AddSeconds(n / 1000.0)));
        Assert.InRange(sent, 40, 45);
    }

    /// <summary>nginx limit_req: 429 without a word, at less than one request a second.</summary>
    [Fact]
    public void ThrottleWithoutAWord_HalvesTheRateAndQuietRaisesIt()
    {
        var allowance = new Allowance(1);
        var now = Start;
        for (var n = 0; n < 20; n++, now += TimeSpan.FromSeconds(0.5)) Ask(allowance, now, null);
        allowance.Throttled(null, now);
        var rate = allowance.RateAt(now)!.Value;
        Assert.InRange(rate, 0.9, 1.1);
        Assert.Equal(now + TimeSpan.FromSeconds(1 / rate), allowance.NextAt(now));
        // Others of the same moment teach nothing more.
        allowance.Throttled(null, now);
        Assert.Equal(rate, allowance.RateAt(now));
        Assert.Equal(rate * 1.1 * 1.1, allowance.RateAt(now.AddMinutes(2))!.Value, 6);
        Assert.Null(allowance.RateAt(now.AddHours(1)));
    }

    [Fact]
    public void ThrottleAgainAndAgain_SlowsDownToABoundAndHoldsNobodyLongerThanAMinute()
    {
        var allowance = new Allowance(1);
        var now = Start;
        Ask(allowance, now, null);
        for (var n = 0; n < 40; n++)
        {
            allowance.Throttled(null, now);
            Assert.True(allowance.NotBefore <= now + Allowance.LongestPause);
            now = now.AddMinutes(20);
        }
        Assert.InRange(allowance.RateAt(now)!.Value, 1 / 600.0, 1);
    }

    /// <summary>A backend that counts by windows and throws out what is too much: at the backend no window has more than its limit, and demand uses nearly all of it.</summary>
    [Theory]
    [InlineData(60, 10, 200, 1.0)]
    [InlineData(600, 60, 200, 1.0)]
    [InlineData(100, 60, 20, 0.8)]
    [InlineData(300, 30, 200, 1.0)]
    public void Law_NoWindowHasMoreThanItsLimit_AndDemandUsesNearlyAll(int limit, int window, int resources, double share)
    {
        for (var seed = 1; seed <= 10; seed++) Simulate(limit, window, resources, share, seed);
    }

    private static void Simulate(int limit, int window, int resources, double share, int seed)
    {
        var random = new Random(seed);
        var allowance = new Allowance(share);
        var due = new PriorityQueue<int, DateTimeOffset>(Enumerable.Range(0, resources).Select(n => (n, Start + TimeSpan.FromSeconds(random.NextDouble()))));
        var waiting = new Queue<int>();
        var (now, end) = (Start, Start.AddSeconds(Math.Max(60, window * 3)));
        var counts = new Dictionary<long, int>();
        var thrownOut = 0;
        while (now < end)
        {
            for (; due.TryPeek(out _, out var at) && at <= now; waiting.Enqueue(due.Dequeue()))
            {
            }
            while (waiting.Count > 0 && allowance.TryEnter(now))
            {
                var number = (long)((now - Start).TotalSeconds / window);
                var count = counts[number] = counts.GetValueOrDefault(number) + 1;
                var reset = Start.AddSeconds((number + 1) * window) - now;
                if (count > limit) thrownOut++;
                if (count > limit) allowance.Throttled(reset, now);
                else allowance.Told(new RateLimitReading(limit - count, TimeSpan.FromSeconds(Math.Ceiling(reset.TotalSeconds)), limit, null), now);
                allowance.Done();
                due.Enqueue(waiting.Dequeue(), now.AddSeconds(0.9 + 0.2 * random.NextDouble()));
            }
            var next = due.TryPeek(out _, out var soonest) ? soonest : end;
            if (waiting.Count > 0 && allowance.NextAt(now) is var allowed && allowed < next) next = allowed;
            now = next > now ? next : now.AddMilliseconds(1);
        }
        Assert.True(thrownOut == 0, $"{thrownOut} requests were thrown out (seed {seed}).");
        // The first window begins without knowing of any.
        var whole = counts.Where(pair => pair.Key > 0 && Start.AddSeconds((pair.Key + 1) * window) <= end).Select(pair => pair.Value / (limit * share)).DefaultIfEmpty(1).ToArray();
        Assert.True(whole.Average() >= 0.95, $"{whole.Average():P0} of what was allowed was used (seed {seed}).");
        Assert.All(counts.Values, count => Assert.True(count <= limit));
    }

    private static void Ask(Allowance allowance, DateTimeOffset now, RateLimitReading? answer)
    {
        Assert.True(allowance.TryEnter(now));
        if (answer is not null) allowance.Told(answer, now);
        allowance.Done();
    }
}
