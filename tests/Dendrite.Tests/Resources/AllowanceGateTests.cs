using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>Waiting for what a backend allows.</summary>
public sealed class AllowanceGateTests : IDisposable
{
    private readonly ManualTimeProvider _clock = new();
    private readonly Allowance _allowance = new(1);
    private readonly AllowanceGate _gate;
    private readonly List<int> _served = [];

    public AllowanceGateTests() => _gate = new AllowanceGate(_allowance, _clock);

    private DateTimeOffset Now => _clock.GetUtcNow();

    public void Dispose() => _gate.Dispose();

    [Fact]
    public void NoLimit_NobodyWaits() => Assert.True(Enter(1).IsCompletedSuccessfully);

    [Fact]
    public async Task Limit_WaitersAreServedInTheOrderOfComing_AtTheRate()
    {
        Limit(60, 60);
        Exhaust();
        var waiting = Enumerable.Range(1, 5).Select(Enter).ToArray();
        for (var n = 1; n <= 5; n++)
        {
            Assert.False(waiting[n - 1].IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(await waiting[n - 1].WaitAsync(TimeSpan.FromSeconds(10)));
        }
        Assert.Equal([1, 2, 3, 4, 5], _served);
    }

    /// <summary>Who was turned away has waited longer than those who came after it.</summary>
    [Fact]
    public async Task Limit_WhoComesBack_GoesBeforeThoseWhoCameLater()
    {
        Limit(60, 60);
        Exhaust();
        var later = Enter(2);
        var before = Enter(1, Now - TimeSpan.FromMinutes(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await before.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(later.IsCompleted);
    }

    [Fact]
    public async Task Limit_FurtherThanAnybodyWaits_IsToldAtOnce()
    {
        _allowance.Throttled(TimeSpan.FromHours(1), Now);
        Assert.Equal(Now.AddHours(1), await Enter(1).WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task Throttled_WhileSomebodyWaits_TellsThemAll()
    {
        Limit(60, 60);
        Exhaust();
        var waiting = Enter(1);
        _allowance.Throttled(TimeSpan.FromHours(1), Now);
        _gate.Serve();
        Assert.Equal(Now.AddHours(1), await waiting.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Empty(_served);
    }

    /// <summary>A new window, or more room in this one, is used at once.</summary>
    [Fact]
    public async Task MoreIsAllowed_WhileSomebodyWaits_TheyGo()
    {
        Limit(1, 20);
        Exhaust();
        var waiting = Enter(1);
        Assert.False(waiting.IsCompleted);
        Limit(1000, 10);
        _gate.Serve();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await waiting.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    /// <summary>There is leave, and the one who waited for it has not been woken yet.</summary>
    [Fact]
    public async Task MoreIsAllowed_BeforeTheWaitersAreWoken_NobodyPassesThem()
    {
        Limit(1, 20);
        Exhaust();
        var first = Enter(1);
        Limit(20, 20);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var second = Enter(2);
        Assert.Null(await first.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public async Task Cancelled_HoldsNoLeave_AndTheNextGoes()
    {
        Limit(60, 60);
        Exhaust();
        using var giveUp = new CancellationTokenSource();
        var gone = _gate.EnterAsync(Now, giveUp.Token).AsTask();
        var next = Enter(2);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await next.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    private void Limit(long remaining, int seconds) => _allowance.Told(new RateLimitReading(remaining, TimeSpan.FromSeconds(seconds), null, null), Now);

    private void Exhaust()
    {
        while (_allowance.TryEnter(Now)) _allowance.Done();
    }

    private async Task<DateTimeOffset?> Enter(int number, DateTimeOffset? since)
    {
        var until = await _gate.EnterAsync(since ?? Now.AddTicks(number), CancellationToken.None);
        if (until is null) _served.Add(number);
        return until;
    }

    private Task<DateTimeOffset?> Enter(int number) => Enter(number, null);
}
