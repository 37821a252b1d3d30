namespace Dendrite.Engine;

/// <summary>Grain timers, on a clock that the tests move.</summary>
public sealed class TimerTests(TimerCluster cluster) : IClassFixture<TimerCluster>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private ITimerGrain NewGrain() => cluster.Cluster.Client.GetGrain<ITimerGrain>(Guid.NewGuid().ToString());

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#timer-behavior")]
    public async Task Timer_BeforeItsDueTime_DoesNotTick()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", 2 * Second, 2 * Second);
        TimerCluster.Clock.Advance(Second);
        Assert.Empty(await grain.TicksAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#timer-behavior")]
    public async Task Timer_Periods_TicksOnceEach()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        for (var n = 1; n <= 4; n++)
        {
            TimerCluster.Clock.Advance(Second);
            await TickedAsync(grain, n);
        }
        Assert.Equal(["t", "t", "t", "t"], await grain.TicksAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#timer-behavior")]
    public async Task Timer_InfinitePeriod_TicksOnce()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Timeout.InfiniteTimeSpan);
        TimerCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        TimerCluster.Clock.Advance(10 * Second);
        Assert.Single(await grain.TicksAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#timer-behavior")]
    public async Task Timer_InfiniteDueTime_WaitsForChange()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Timeout.InfiniteTimeSpan, Second);
        TimerCluster.Clock.Advance(10 * Second);
        Assert.Empty(await grain.TicksAsync());
        await grain.ChangeAsync("t", Second, Second);
        TimerCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#change-or-stop-a-timer")]
    public async Task Change_Later_MovesTheNextTick()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        await grain.ChangeAsync("t", 5 * Second, 5 * Second);
        TimerCluster.Clock.Advance(4 * Second);
        Assert.Empty(await grain.TicksAsync());
        TimerCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#change-or-stop-a-timer")]
    public async Task Dispose_BeforeTheTick_TicksNoMore()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        await grain.StopAsync("t");
        TimerCluster.Clock.Advance(5 * Second);
        Assert.Empty(await grain.TicksAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#change-or-stop-a-timer")]
    public async Task Dispose_FromTheTick_TicksNoMore()
    {
        var grain = NewGrain();
        await grain.StopFromTickAsync("t");
        TimerCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        TimerCluster.Clock.Advance(5 * Second);
        Assert.Single(await grain.TicksAsync());
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#change-or-stop-a-timer")]
    public async Task Dispose_WhileTheTickRuns_CancelsItsToken()
    {
        var (gate, grain) = (Guid.NewGuid().ToString(), NewGrain());
        await grain.StartHeldAsync(gate, interleave: true);
        TimerCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        await grain.StopAsync("held");
        Gates.Open(gate);
        await Eventually.HoldsAsync(async () => (await grain.TicksAsync()).Contains("cancelled"), "the cancelled tick");
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#callback-scheduling")]
    public async Task Tick_WhileTheLastRuns_Waits()
    {
        var (gate, grain) = (Guid.NewGuid().ToString(), NewGrain());
        await grain.StartHeldAsync(gate, interleave: true);
        TimerCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        TimerCluster.Clock.Advance(5 * Second);
        Assert.Equal(["begin"], await grain.TicksAsync());
        Gates.Open(gate);
        await TickedAsync(grain, 2);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#interleaving")]
    public async Task Tick_NotInterleaved_WaitsForTheRequest()
    {
        var (gate, grain) = (Guid.NewGuid().ToString(), NewGrain());
        await grain.StartAsync("t", Second, Second);
        var holding = grain.HoldAsync(gate);
        await Gates.ReachedAsync(gate);
        TimerCluster.Clock.Advance(Second);
        Gates.Open(gate);
        Assert.Equal("", await holding);
        await TickedAsync(grain, 1);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#interleaving")]
    public async Task Request_WhileANotInterleavedTickRuns_Waits()
    {
        var (gate, grain) = (Guid.NewGuid().ToString(), NewGrain());
        await grain.StartHeldAsync(gate, interleave: false);
        TimerCluster.Clock.Advance(Second);
        var asking = grain.TicksAsync();
        await cluster.Cluster.Client.GetGrain<ITimerGrain>(Guid.NewGuid().ToString()).TicksAsync();
        Gates.Open(gate);
        Assert.Equal(["begin", "end"], await asking);
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#handle-callback-failures")]
    public async Task Tick_Throws_TheTimerGoesOn()
    {
        var grain = NewGrain();
        await grain.StartFailingAsync(Second, Second);
        for (var n = 1; n <= 3; n++)
        {
            TimerCluster.Clock.Advance(Second);
            await TickedAsync(grain, n);
        }
    }

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#callback-scheduling")]
    public async Task Tick_Always_RunsOnTheGrainsTurn()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        TimerCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        Assert.True(await grain.TickedOnTurnAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/IGrainBase.cs")]
    public async Task RegisterGrainTimer_EveryOverload_Ticks()
    {
        var grain = NewGrain();
        await grain.StartEveryFormAsync();
        TimerCluster.Clock.Advance(Second);
        await TickedAsync(grain, 8);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], (await grain.TicksAsync()).Order());
    }

    [Theory]
    [InlineData(-2000, 1000)]
    [InlineData(1000, -2000)]
    [Source("src/Orleans.Runtime/Timers/GrainTimer.cs")]
    public async Task RegisterGrainTimer_NegativeTime_IsRefused(int due, int period) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => NewGrain().WrongAsync(TimeSpan.FromMilliseconds(due), TimeSpan.FromMilliseconds(period)));

    [Fact]
    [Source("docs/site/src/content/docs/grains/timers.md#change-or-stop-a-timer")]
    public async Task Deactivation_Timer_IsDisposedOf()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        await cluster.Cluster.DeactivateAsync(grain);
        TimerCluster.Clock.Advance(5 * Second);
        Assert.Empty(await grain.TicksAsync());
    }

    private static Task TickedAsync(ITimerGrain grain, int count) => Eventually.HoldsAsync(async () => (await grain.TicksAsync()).Length >= count, $"tick {count}");
}
