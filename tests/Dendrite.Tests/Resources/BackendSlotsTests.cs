using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>Places for requests to one backend, and who gets the next.</summary>
public sealed class BackendSlotsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task Enter_AboveThePlaces_WaitsInTurn()
    {
        var slots = new BackendSlots(2, _time);
        Assert.True(await slots.EnterAsync(null, default));
        Assert.True(await slots.EnterAsync(null, default));
        var waiting = new List<Task<bool>>();
        for (var i = 0; i < 5; i++)
        {
            waiting.Add(slots.EnterAsync(null, default).AsTask());
            _time.Advance(TimeSpan.FromTicks(i % 2));
        }
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(5 - i, slots.Waiting);
            Assert.All(waiting.Skip(i), task => Assert.False(task.IsCompleted));
            slots.Exit();
            Assert.True(await waiting[i]);
        }
        Assert.Empty(_time.Due);
        slots.Exit();
        slots.Exit();
        Assert.True(await slots.EnterAsync(null, default));
    }

    [Fact]
    public async Task Waiting_LongerThanTheLimit_IsTurnedAwayAndComesBackToWhereItStood()
    {
        var slots = new BackendSlots(1, _time);
        Assert.True(await slots.EnterAsync(null, default));
        var since = _time.GetUtcNow();
        var early = slots.EnterAsync(since, default).AsTask();
        _time.Advance(BackendSlots.LongestWait - Second);
        var late = slots.EnterAsync(null, default).AsTask();
        Assert.False(early.IsCompleted);
        _time.Advance(Second);
        Assert.False(await early);
        Assert.Equal(1, slots.Waiting);

        early = slots.EnterAsync(since, default).AsTask();
        slots.Exit();
        Assert.True(await early);
        Assert.False(late.IsCompleted);
        slots.Exit();
        Assert.True(await late);
    }

    [Fact]
    public async Task Cancelled_LeavesTheQueueAndNoPlaceIsLost()
    {
        var slots = new BackendSlots(1, _time);
        using var source = new CancellationTokenSource();
        Assert.True(await slots.EnterAsync(null, source.Token));
        var waiting = slots.EnterAsync(null, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(slots.EnterAsync(null, source.Token).AsTask().IsCanceled);
        Assert.Equal(0, slots.Waiting);
        slots.Exit();
        Assert.True(await slots.EnterAsync(null, default));
    }

    [Fact]
    public async Task Cancelled_BeforeItAsks_TakesNoPlaceThatIsFree()
    {
        var slots = new BackendSlots(1, _time);
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        Assert.True(slots.EnterAsync(null, source.Token).AsTask().IsCanceled);
        Assert.True(await slots.EnterAsync(null, default));
        Assert.Equal(0, slots.Waiting);
    }

    [Fact]
    public async Task Queue_ThatIsFull_TurnsAwayAtOnce()
    {
        var slots = new BackendSlots(1, _time);
        Assert.True(await slots.EnterAsync(null, default));
        for (var i = 0; i < BackendSlots.LongestQueue; i++) _ = slots.EnterAsync(null, default).AsTask();
        Assert.False(await slots.EnterAsync(null, default));
        Assert.Equal(BackendSlots.LongestQueue, slots.Waiting);
    }

    [Fact]
    public void Law_UnderRandomComingAndGoing_NoPlaceIsLostAndNoneIsGivenTwice() => Property.Check(50, random =>
    {
        var slots = new BackendSlots(3, _time);
        var inside = 0;
        var waiting = new List<(Task<bool> Task, CancellationTokenSource Source)>();
        for (var step = 0; step < 200; step++)
        {
            switch (random.Next(4))
            {
                case 0:
                case 1:
                    var source = new CancellationTokenSource();
                    waiting.Add((slots.EnterAsync(null, source.Token).AsTask(), source));
                    break;
                case 2 when inside > 0:
                    slots.Exit();
                    inside--;
                    break;
                case 3 when waiting.Count > 0:
                    waiting[random.Next(waiting.Count)].Source.Cancel();
                    break;
            }
            // Whoever has left the queue hears of it, on a thread of its own.
            while (waiting.Count(w => !w.Task.IsCompleted) > slots.Waiting) Thread.Yield();
            foreach (var (task, source) in waiting.Where(w => w.Task.IsCompleted).ToArray())
            {
                if (task.IsCompletedSuccessfully) inside++;
                waiting.RemoveAll(w => w.Task == task);
                source.Dispose();
            }
            Assert.Equal(waiting.Count, slots.Waiting);
            Assert.True(inside <= 3 && (inside == 3 || waiting.Count == 0));
        }
    });
}
