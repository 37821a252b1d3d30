using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What an operator's pause makes of a resource.</summary>
public sealed class ResourcePauseTests
{
    private readonly CoreHost _host = new();

    private ResourceCore Core => _host.Core;

    [Fact]
    public void Pause_OfAFreshResource_IsToldAsStaleAndNoPollIsDue()
    {
        _host.Take("1");
        var change = Assert.Single(Core.Pause("Paused by ana: maintenance", _host.Now).Changes);
        Assert.Equal((ChangeKind.Stale, Core.Position), (change.Kind, change.Position));
        Assert.Equal(new Staleness(DendriteErrorCode.Paused, "Paused by ana: maintenance", null, _host.Now, 1, DateTimeOffset.MaxValue), change.Staleness);
        Assert.Equal((true, DateTimeOffset.MaxValue, change.Staleness), (Core.IsPaused, Core.Due, Core.Snapshot!.Staleness));
    }

    [Fact]
    public void Pause_OfAStaleResource_KeepsSinceWhenItIs()
    {
        _host.Take("1");
        _host.Take(CoreHost.Failure("broken"));
        var since = Core.Staleness!.Since;
        _host.Now += TimeSpan.FromMinutes(1);
        Assert.Equal(since, Assert.Single(Core.Pause("Paused by ana.", _host.Now).Changes).Staleness!.Since);
    }

    /// <summary>A poll that was under way would have told listeners that the resource is fresh, while nobody asks any more.</summary>
    [Theory]
    [InlineData("1", 0)]
    [InlineData("2", 1)]
    public void Answer_OfAPollUnderWay_IsTakenInAndEndsNoPause(string answer, int updates)
    {
        _host.Take("1");
        Core.Pause("Paused by ana.", _host.Now);
        var changes = _host.Take(answer);
        Assert.Equal(Enumerable.Repeat(ChangeKind.Updated, updates), changes.Select(c => c.Kind));
        Assert.Equal((answer, DendriteErrorCode.Paused, DateTimeOffset.MaxValue), (_host.Document, Core.Staleness!.Code, Core.Due));
    }

    [Fact]
    public void Failure_OfAPollUnderWay_IsCountedAndNotTold()
    {
        _host.Take("1");
        Core.Pause("Paused by ana.", _host.Now);
        Assert.Empty(_host.Take(CoreHost.Failure("broken")));
        Assert.Equal((1, DendriteErrorCode.Paused), (Core.Counters.Failures, Core.Staleness!.Code));
    }

    [Fact]
    public void Resume_IsDueAtOnce_AndTheNextAnswerTellsThatItIsFresh()
    {
        _host.Take("1");
        Core.Pause("Paused by ana.", _host.Now);
        _host.Now += TimeSpan.FromHours(1);
        Core.Resume(_host.Now);
        Assert.Equal((false, _host.Now, _host.Now), (Core.IsPaused, Core.Due, Core.Staleness!.NextAttempt));
        Assert.False(Core.IsRecent(_host.Now));
        Assert.Equal(ChangeKind.Fresh, Assert.Single(_host.Take("1")).Kind);
        Assert.Null(Core.Staleness);
    }

    [Fact]
    public void Resume_WhileTheBackendAsksToWait_WaitsForThat()
    {
        _host.Take("1");
        _host.Take(CoreHost.Failure("busy", TimeSpan.FromMinutes(5)));
        var due = Core.Due;
        Core.Pause("Paused by ana.", _host.Now);
        Core.Resume(_host.Now);
        Assert.Equal(due, Core.Due);
        // What it fails for now takes the place of what was said of the pause.
        Assert.Equal("broken", Assert.Single(_host.Take(CoreHost.Failure("broken"))).Staleness!.Reason);
    }

    [Fact]
    public void Resume_OfWhatIsNotPaused_ChangesNothing()
    {
        _host.Take("1");
        var due = Core.Due;
        Core.Resume(_host.Now);
        Assert.Equal((due, null), (Core.Due, Core.Staleness));
    }

    [Fact]
    public void Pause_OfAResourceThatMoves_GoesWithIt()
    {
        var first = new CoreHost(CoreHost.Stored("1"));
        first.Core.Pause("Paused by ana.", first.Now);
        var second = new CoreHost(CoreHost.Stored("1"));
        Assert.True(second.Core.TakeUp(first.Core.Carry()));
        Assert.Equal((true, DateTimeOffset.MaxValue, "Paused by ana."), (second.Core.IsPaused, second.Core.Due, second.Core.Staleness!.Reason));
    }
}
