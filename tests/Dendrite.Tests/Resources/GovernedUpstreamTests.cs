using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>All resources of a backend within what it allows; and what a throttle is to a resource and to the breaker.</summary>
public sealed class GovernedUpstreamTests
{
    private static readonly PollRequest Request = new("x", "", null);

    private readonly ManualTimeProvider _clock = new();
    private readonly ScriptedUpstream _backend = new();

    [Fact]
    public async Task Throttled_NobodyIsAskedBeforeTheTime()
    {
        using var governed = New();
        _backend.Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.Throttled("enough", 429, TimeSpan.FromMinutes(2))));
        var first = Assert.IsType<PollOutcome.Throttled>(await governed.PollAsync(Request, CancellationToken.None));
        Assert.Equal((429, TimeSpan.FromMinutes(2)), (first.StatusCode, first.RetryAfter));
        _clock.Advance(TimeSpan.FromSeconds(30));
        var second = Assert.IsType<PollOutcome.Throttled>(await governed.PollAsync(Request, CancellationToken.None));
        Assert.Equal((null, TimeSpan.FromSeconds(90), 1), (second.StatusCode, second.RetryAfter, _backend.Polls));
        _clock.Advance(TimeSpan.FromSeconds(90));
        _backend.Answer("1");
        Assert.IsType<PollOutcome.Answered>(await governed.PollAsync(Request, CancellationToken.None));
    }

    /// <summary>A cancelled call is neither an answer nor a throttle, and gives back what it held.</summary>
    [Fact]
    public async Task Cancelled_GivesBackItsPlaceUnderWay()
    {
        var allowance = new Allowance(1);
        using var governed = new GovernedUpstream(allowance, _backend, new BackendGuards(_clock), _clock);
        _backend.Answer(_ => Task.FromCanceled<PollOutcome>(new CancellationToken(true)));
        for (var n = 0; n < 10; n++) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => governed.PollAsync(Request, CancellationToken.None));
        allowance.Told(new RateLimitReading(2, TimeSpan.FromSeconds(2), null, null), _clock.GetUtcNow());
        Assert.Equal(1, allowance.RateAt(_clock.GetUtcNow())!.Value, 6);
    }

    [Fact]
    public async Task Answer_ThatTellsOfMore_WakesThoseWhoWait()
    {
        var allowance = new Allowance(1);
        using var governed = new GovernedUpstream(allowance, _backend, new BackendGuards(_clock), _clock);
        var gate = new TaskCompletionSource<PollOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _backend.Answer(_ => gate.Task);
        var first = governed.PollAsync(Request, CancellationToken.None);
        allowance.Told(new RateLimitReading(1, TimeSpan.FromSeconds(20), null, null), _clock.GetUtcNow());
        while (allowance.TryEnter(_clock.GetUtcNow())) allowance.Done();
        var second = governed.PollAsync(Request, CancellationToken.None);
        gate.SetResult(new PollOutcome.NotModified(TimeSpan.Zero) { Limits = new RateLimitReading(1000, TimeSpan.FromSeconds(10), null, null) });
        await first;
        Assert.False(second.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        await second.WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>php-github-api#1070: not stale, fresh, stale; the resource's state has the time.</summary>
    [Fact]
    public void Throttle_OfAResourceWithADocument_IsNoEventAndNoFailure()
    {
        var host = new CoreHost();
        host.Take("1");
        Assert.Empty(host.Take(new PollOutcome.Throttled("enough", 429, TimeSpan.FromSeconds(40))));
        Assert.Equal((null, 0, 0L, 1L), (host.Core.Staleness, host.Core.Schedule.Failures, host.Core.Counters.Failures, host.Core.Counters.Throttled));
        Assert.InRange(host.Core.Schedule.ThrottledUntil!.Value, CoreHost.Start.AddSeconds(40), CoreHost.Start.AddSeconds(41));
        Assert.Equal(host.Core.Due, host.Core.Schedule.ThrottledUntil);
        Assert.Empty(host.Take("1"));
        Assert.Null(host.Core.Schedule.ThrottledUntil);
    }

    [Fact]
    public void Throttle_OfAResourceWithoutADocument_IsToldOnceWithTheTime()
    {
        var host = new CoreHost();
        var told = Assert.Single(host.Take(new PollOutcome.Throttled("enough", 429, TimeSpan.FromSeconds(40))));
        Assert.Equal((ChangeKind.Stale, DendriteErrorCode.Throttled, host.Core.Due), (told.Kind, told.Staleness!.Code, told.Staleness.NextAttempt));
        Assert.Empty(host.Take(new PollOutcome.Throttled("enough", null, TimeSpan.FromSeconds(40))));
        Assert.Equal([ChangeKind.Updated, ChangeKind.Fresh], host.Take("1").Select(change => change.Kind));
    }

    /// <summary>A wish that can't be met lengthens the intervals.</summary>
    [Fact]
    public void Throttle_AgainAndAgain_LengthensTheInterval()
    {
        var host = new CoreHost();
        host.Take("1");
        var before = host.Core.Schedule.Interval;
        for (var n = 0; n < 20; n++) host.Take(new PollOutcome.Throttled("enough", null, TimeSpan.FromSeconds(1)));
        Assert.True(host.Core.Schedule.Interval > before);
        Assert.Equal(CoreHost.Backend.MaxInterval, host.Core.Schedule.Interval);
    }

    private GovernedUpstream New() => new(new Allowance(1), _backend, new BackendGuards(_clock), _clock);
}
