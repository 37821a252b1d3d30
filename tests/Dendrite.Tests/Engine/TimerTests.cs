namespace Dendrite.Engine;

/// <summary>Grain timers, on a clock that the tests move.</summary>
public sealed class TimerTests(EngineCluster cluster) : EngineTest(cluster)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private ITimerGrain NewGrain() => Client.GetGrain<ITimerGrain>(NewKey());

    [Fact]
    [Source("docs: grains/timers-and-reminders#timers")]
    public async Task Timer_BeforeItsDueTime_DoesNotTick()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", 2 * Second, 2 * Second);
        EngineCluster.Clock.Advance(Second);
        Assert.Empty(await grain.TicksAsync());
    }

    [Fact]
    [Source("docs: grains/timers-and-reminders#timers")]
    public async Task Timer_Periods_TicksOnceEach()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        for (var n = 1; n <= 4; n++)
        {
            EngineCluster.Clock.Advance(Second);
            await TickedAsync(grain, n);
        }
        Assert.Equal(["t", "t", "t", "t"], await grain.TicksAsync());
    }

    [Fact]
    [Source("docs: grains/timers-and-reminders#timers")]
    public async Task Timer_InfinitePeriod_TicksOnce()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Timeout.InfiniteTimeSpan);
        EngineCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        EngineCluster.Clock.Advance(10 * Second);
        Assert.Single(await grain.TicksAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Timers/GrainTimerCreationOptions.cs")]
    public async Task Timer_InfiniteDueTime_WaitsForChange()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Timeout.InfiniteTimeSpan, Second);
        EngineCluster.Clock.Advance(10 * Second);
        Assert.Empty(await grain.TicksAsync());
        await grain.ChangeAsync("t", Second, Second);
        EngineCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Runtime/IGrainTimer.cs")]
    public async Task Change_Later_MovesTheNextTick()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        await grain.ChangeAsync("t", 5 * Second, 5 * Second);
        EngineCluster.Clock.Advance(4 * Second);
        Assert.Empty(await grain.TicksAsync());
        EngineCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
    }

    [Fact]
    [Source("src/Orleans.Runtime/Timers/GrainTimer.cs")]
    public async Task Dispose_BeforeTheTick_TicksNoMore()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        await grain.StopAsync("t");
        EngineCluster.Clock.Advance(5 * Second);
        Assert.Empty(await grain.TicksAsync());
    }

    [Fact]
    [Source("src/Orleans.Runtime/Timers/GrainTimer.cs")]
    public async Task Dispose_FromTheTick_TicksNoMore()
    {
        var grain = NewGrain();
        await grain.StopFromTickAsync("t");
        EngineCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        EngineCluster.Clock.Advance(5 * Second);
        Assert.Single(await grain.TicksAsync());
    }

    [Fact]
    [Source("src/Orleans.Runtime/Timers/GrainTimer.cs")]
    public async Task Dispose_WhileTheTickRuns_CancelsItsToken()
    {
        var (gate, grain) = (NewKey(), NewGrain());
        await grain.StartHeldAsync(gate, interleave: true);
        EngineCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        await grain.StopAsync("held");
        Gates.Open(gate);
        await EventuallyAsync(async () => (await grain.TicksAsync()).Contains("cancelled"), "the cancelled tick");
    }

    [Fact]
    [Source("docs: grains/timers-and-reminders#timers")]
    public async Task Tick_WhileTheLastRuns_Waits()
    {
        var (gate, grain) = (NewKey(), NewGrain());
        await grain.StartHeldAsync(gate, interleave: true);
        EngineCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        EngineCluster.Clock.Advance(5 * Second);
        Assert.Equal(["begin"], await grain.TicksAsync());
        Gates.Open(gate);
        await TickedAsync(grain, 2);
    }

    [Fact]
    [Source("docs: grains/timers-and-reminders#timers")]
    public async Task Tick_NotInterleaved_WaitsForTheRequest()
    {
        var (gate, grain) = (NewKey(), NewGrain());
        await grain.StartAsync("t", Second, Second);
        var holding = grain.HoldAsync(gate);
        EngineCluster.Clock.Advance(Second);
        Gates.Open(gate);
        Assert.Equal("", await holding);
        await TickedAsync(grain, 1);
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Timers/GrainTimerCreationOptions.cs")]
    public async Task Request_WhileANotInterleavedTickRuns_Waits()
    {
        var (gate, grain) = (NewKey(), NewGrain());
        await grain.StartHeldAsync(gate, interleave: false);
        EngineCluster.Clock.Advance(Second);
        var asking = grain.TicksAsync();
        await Client.GetGrain<ITimerGrain>(NewKey()).TicksAsync();
        Gates.Open(gate);
        Assert.Equal(["begin", "end"], await asking);
    }

    [Fact]
    [Source("docs: grains/timers-and-reminders#timers")]
    public async Task Tick_Throws_TheTimerGoesOn()
    {
        var grain = NewGrain();
        await grain.StartFailingAsync(Second, Second);
        for (var n = 1; n <= 3; n++)
        {
            EngineCluster.Clock.Advance(Second);
            await TickedAsync(grain, n);
        }
    }

    [Fact]
    [Source("docs: grains/timers-and-reminders#timers")]
    public async Task Tick_Always_RunsOnTheGrainsTurn()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        EngineCluster.Clock.Advance(Second);
        await TickedAsync(grain, 1);
        Assert.True(await grain.TickedOnTurnAsync());
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Core/IGrainBase.cs")]
    public async Task RegisterGrainTimer_EveryOverload_Ticks()
    {
        var grain = NewGrain();
        await grain.StartEveryFormAsync();
        EngineCluster.Clock.Advance(Second);
        await TickedAsync(grain, 8);
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8"], (await grain.TicksAsync()).Order());
    }

    [Theory]
    [InlineData(-2000, 1000)]
    [InlineData(1000, -2000)]
    [Source("src/Orleans.Runtime/Timers/TimerRegistry.cs")]
    public async Task RegisterGrainTimer_NegativeTime_IsRefused(int due, int period) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => NewGrain().WrongAsync(TimeSpan.FromMilliseconds(due), TimeSpan.FromMilliseconds(period)));

    [Fact]
    [Source("docs: grains/timers-and-reminders#timers")]
    public async Task Deactivation_Timer_IsDisposedOf()
    {
        var grain = NewGrain();
        await grain.StartAsync("t", Second, Second);
        await Cluster.Cluster.DeactivateAsync(grain);
        EngineCluster.Clock.Advance(5 * Second);
        Assert.Empty(await grain.TicksAsync());
    }

    private static Task TickedAsync(ITimerGrain grain, int count) => EventuallyAsync(async () => (await grain.TicksAsync()).Length >= count, $"tick {count}");
}
