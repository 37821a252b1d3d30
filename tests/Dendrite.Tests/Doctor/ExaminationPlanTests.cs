using Dendrite.Resources;
using Dendrite.Testing;
using static Dendrite.Doctor.ApiReply;

namespace Dendrite.Doctor;

/// <summary>An examination is polite: few requests, and none that it was asked not to send.</summary>
public sealed class ExaminationPlanTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(60);

    [Fact]
    public void Plan_OfAMinute_IsTwentyRequestsHalfOfThemOnCondition()
    {
        var seen = ScriptedApi.Watch(r => Tagged(r, CleanApis.Items, "\"1\""));
        Assert.InRange(seen.Count, 18, 21);
        Assert.InRange(seen.Count(one => one.Sent is not null), 7, 10);
        Assert.All(seen, one => Assert.InRange(one.At - ScriptedApi.Start, TimeSpan.Zero, Minute));
        Assert.Null(seen[0].Sent);
        Assert.Null(seen[1].Sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(600)]
    public void Plan_OfAnyLength_IsBounded(int seconds)
    {
        var seen = ScriptedApi.Watch(r => Tagged(r, CleanApis.Items, "\"1\"") with { Took = TimeSpan.FromMilliseconds(1) }, TimeSpan.FromSeconds(seconds));
        Assert.InRange(seen.Count, 2, ExaminationPlan.MostRequests);
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.Second.At - pair.First.Received >= TimeSpan.FromMilliseconds(100)));
        Assert.True(seen[^1].At <= ScriptedApi.Start.AddSeconds(seconds));
    }

    [Theory]
    [InlineData("Retry-After: 17", 429)]
    [InlineData("Retry-After: 17", 503)]
    [InlineData("Retry-After: 17", 202)]
    [InlineData("X-Poll-Interval: 17", 200)]
    [InlineData("RateLimit: \"d\";r=0;t=17", 429)]
    [InlineData("X-RateLimit-Remaining: 1|X-RateLimit-Reset: 17", 200)]
    public void Rfc9110_10_2_3_Plan_IsAskedToWait_Waits(string fields, int status)
    {
        var seen = ScriptedApi.Watch(r => r.Number == 2 ? Empty(status, fields) : Tagged(r, CleanApis.Items, "\"1\""));
        Assert.True(seen.Count > 4);
        Assert.True(seen[3].At - seen[2].Received >= TimeSpan.FromSeconds(17), $"after {seen[3].At - seen[2].Received}");
    }

    [Fact]
    public void Plan_IsAskedToWaitForLongerThanItLasts_Ends() => Assert.Single(ScriptedApi.Watch(_ => Empty(429, "Retry-After: 3600")));

    [Fact]
    public void Plan_Fresh_IsAskedForFiveTimesMoreAtMost() =>
        Assert.InRange(ScriptedApi.Watch(r => Tagged(r, CleanApis.Items, "\"1\"", "Cache-Control: max-age=86400")).Count, 3, 6);

    /// <summary>Whatever a bucket lets through, an examination takes half of it at most, counted at the API.</summary>
    [Fact]
    public void Plan_WithinAnyLimit_NeverUsesItUp()
    {
        Property.Check(100, static random =>
        {
            var (limit, window) = (random.Next(2, 40), random.Next(5, 60));
            var used = new Dictionary<int, int>();
            ScriptedApi.Watch(r =>
            {
                var slot = (int)(r.Seconds / window);
                used[slot] = used.GetValueOrDefault(slot) + 1;
                var left = Math.Max(0, limit - used[slot]);
                return Tagged(r, CleanApis.Items, "\"1\"", $"RateLimit-Limit: {limit}|RateLimit-Remaining: {left}|RateLimit-Reset: {Math.Max(1, (int)Math.Ceiling((slot + 1) * window - r.Seconds))}");
            });
            Assert.All(used.Values, count => Assert.True(count <= limit, $"{count} of {limit} in {window} s"));
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(401)]
    [InlineData(404)]
    public void Plan_OfWhatIsHopeless_EndsAfterThree(int status) => Assert.Equal(ExaminationPlan.Hopeless, ScriptedApi.Watch(_ => Empty(status) with { Failure = status == 0 ? "is away" : null }).Count);

    [Fact]
    public void Plan_OfLargeDocuments_EndsWhenEnoughBytesCame()
    {
        var seen = ScriptedApi.Watch(r => Json($"\"{r.Number}{new string('x', 19_000_000)}\""));
        Assert.Equal(4, seen.Count);
    }

    [Fact]
    public void Plan_OfSlowAnswers_AsksLessOften() =>
        Assert.InRange(ScriptedApi.Watch(r => Tagged(r, CleanApis.Items, "\"1\"") with { Took = TimeSpan.FromSeconds(3) }).Count, 3, 5);

    [Fact]
    public async Task Run_Cancelled_GivesWhatWasSeen()
    {
        using var stop = new CancellationTokenSource();
        var clock = new ManualTimeProvider();
        var asked = 0;
        var run = Examination.RunAsync((_, _) => Task.FromResult(new Observation { At = clock.GetUtcNow(), Address = ScriptedApi.Url, Status = 200, Body = "1"u8.ToArray() }), Minute, clock, _ => asked++, stop.Token);
        await clock.AdvanceToTimerAsync(Minute);
        await clock.WaitForTimerAsync(Minute);
        await stop.CancelAsync();
        Assert.Equal((2, 2), ((await run).Count, asked));
    }

    [Fact]
    public async Task Run_ToItsEnd_IsOverInItsTime()
    {
        var clock = new ManualTimeProvider();
        var run = Examination.RunAsync((_, _) => Task.FromResult(new Observation { At = clock.GetUtcNow(), Address = ScriptedApi.Url, Status = 200, Body = "1"u8.ToArray() }), Minute, clock, null, CancellationToken.None);
        while (!run.IsCompleted)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var timer = clock.WaitForTimerAsync(Minute, limit.Token);
            if (await Task.WhenAny(run, timer) != run) clock.Advance(clock.Due[0] - clock.GetUtcNow());
        }
        Assert.InRange((await run).Count, 18, 21);
        Assert.True(clock.GetUtcNow() - clock.Start <= Minute);
    }
}
