using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>How old a document may be for those who say so: what is asked for that, and what is told where it can't be.</summary>
public sealed class ResourceAgeTests
{
    private static readonly TimeSpan Five = TimeSpan.FromSeconds(5);

    private readonly CoreHost _host = new(backend: CoreHost.Backend with { MaxInterval = TimeSpan.FromSeconds(60) });

    private ResourceCore Core => _host.Core;

    [Fact]
    public void Wish_QuietDocument_IsAskedBeforeItBecomesOlder()
    {
        Core.Wish([Five, TimeSpan.FromSeconds(20)], _host.Now);
        for (var poll = 0; poll < 50; poll++)
        {
            _host.Take("1");
            Assert.Empty(Core.LookAtAge(_host.Now));
            Assert.InRange(Core.Due - _host.Now, TimeSpan.FromSeconds(1), Five);
            _host.Now = Core.Due;
        }
        Assert.True(Core.Schedule.Interval > TimeSpan.FromSeconds(4), "Not more often than the age takes.");
    }

    [Fact]
    public void Wish_WhileTheNextPollIsFarOff_BringsItForward_AndTakenBackItIsFarAgain()
    {
        for (var poll = 0; poll < 20; poll++) _host.Take("1");
        Assert.True(Core.Due - _host.Now > TimeSpan.FromSeconds(50));
        _host.Now += TimeSpan.FromSeconds(2);
        Core.Wish([Five], _host.Now);
        Assert.InRange(Core.Due - _host.Now, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Core.Wish([], _host.Now);
        for (var poll = 0; poll < 20; poll++) _host.Take("1");
        Assert.True(Core.Due - _host.Now > TimeSpan.FromSeconds(50));
    }

    /// <summary>The time that an answer takes is part of the document's age.</summary>
    [Fact]
    public void Wish_SlowBackend_IsAskedThatMuchSooner()
    {
        Core.Wish([Five], _host.Now);
        for (var poll = 0; poll < 10; poll++)
        {
            _host.Take(CoreHost.Answer("1") with { Took = TimeSpan.FromSeconds(2) });
            Assert.True(Core.Due - _host.Now <= TimeSpan.FromSeconds(3), $"{Core.Due - _host.Now}");
            Assert.True(Core.Due - _host.Now >= TimeSpan.FromSeconds(2), "An answer of two seconds leaves the backend two seconds.");
        }
    }

    [Fact]
    public void Wish_ThatTheBackendsFreshnessForbids_IsToldAtOnceAndOnceWithTheReason()
    {
        Core.Wish([Five, TimeSpan.FromMinutes(2)], _host.Now);
        _host.Take(CoreHost.Answer("1", freshFor: TimeSpan.FromSeconds(60)));
        var told = Assert.Single(Core.LookAtAge(_host.Now));
        Assert.Equal((ChangeKind.Stale, Core.Position, DendriteErrorCode.TooOld, Five), (told.Kind, told.Position, told.Staleness!.Code, told.Staleness.MaxAge));
        Assert.Equal("The document is not kept younger than 5 s: the backend asks not to be asked again for 60 s.", told.Staleness.Reason);
        Assert.Equal(_host.Now.AddSeconds(60), told.Staleness.NextAttempt);
        _host.Now = Core.Due;
        _host.Take(CoreHost.Answer("1", freshFor: TimeSpan.FromSeconds(60)));
        Assert.Empty(Core.LookAtAge(_host.Now));
        // The backend changes its mind.
        _host.Now = Core.Due;
        _host.Take("1");
        var met = Assert.Single(Core.LookAtAge(_host.Now));
        Assert.Equal((ChangeKind.Fresh, Five), (met.Kind, met.Staleness!.MaxAge));
    }

    [Theory]
    [InlineData(10, "the backend's MinInterval is 10 s.")]
    [InlineData(1, "the backend's limit of requests allows none sooner.")]
    public void Wish_ThatCannotBeMet_SaysWhy(int minInterval, string why)
    {
        var host = new CoreHost(backend: CoreHost.Backend with { MinInterval = TimeSpan.FromSeconds(minInterval), MaxInterval = TimeSpan.FromSeconds(60) });
        host.Core.Wish([Five], host.Now);
        host.Take("1");
        if (minInterval == 1) host.Take(new PollOutcome.Throttled("limit", 429, TimeSpan.FromSeconds(30)));
        Assert.EndsWith(why, Assert.Single(host.Core.LookAtAge(host.Now)).Staleness!.Reason, StringComparison.Ordinal);
        Assert.EndsWith(why, host.Core.TooOldFor(Five, host.Now)!.Reason, StringComparison.Ordinal);
    }

    /// <summary>A poll that is under way says nothing; who wishes an age is told when it is over, not when the poll is.</summary>
    [Fact]
    public void Wish_WhileAPollTakesLong_IsToldWhenTheAgeIsOver()
    {
        Core.Wish([Five], _host.Now);
        _host.Take("1");
        var look = Core.NextLookAtAge!.Value;
        Assert.InRange(look - _host.Now, Five, Five + TimeSpan.FromMilliseconds(10));
        _host.Now = CoreHost.Start + Five;
        Assert.Empty(Core.LookAtAge(_host.Now));
        _host.Now = look;
        Assert.EndsWith("answer takes long.", Assert.Single(Core.LookAtAge(_host.Now)).Staleness!.Reason, StringComparison.Ordinal);
        Assert.Null(Core.NextLookAtAge);
        Assert.Empty(Core.LookAtAge(_host.Now.AddSeconds(9)));
        _host.Now = look.AddSeconds(1);
        _host.Take("1");
        Assert.Equal(ChangeKind.Fresh, Assert.Single(Core.LookAtAge(_host.Now)).Kind);
    }

    [Fact]
    public void Stale_ForAnotherReason_IsAllThatIsToldUntilItIsFresh()
    {
        Core.Wish([Five], _host.Now);
        _host.Take("1");
        _host.Now = CoreHost.Start.AddSeconds(6);
        _host.Take(CoreHost.Failure("broken", TimeSpan.FromMinutes(1)));
        Assert.Empty(Core.LookAtAge(_host.Now.AddMinutes(1)));
        Assert.Null(Core.NextLookAtAge);
        Assert.Null(Core.TooOldFor(Five, _host.Now.AddMinutes(1)));
        // Fresh again, and old at once: both are told.
        Assert.Equal(ChangeKind.Fresh, Assert.Single(_host.Take(CoreHost.Answer("1", freshFor: TimeSpan.FromMinutes(1)))).Kind);
        Assert.Equal(ChangeKind.Stale, Assert.Single(Core.LookAtAge(_host.Now)).Kind);
    }

    [Fact]
    public void Wish_TakenBackAndMadeAgain_IsToldAgain()
    {
        Core.Wish([Five], _host.Now);
        _host.Take(CoreHost.Answer("1", freshFor: TimeSpan.FromMinutes(1)));
        Assert.Single(Core.LookAtAge(_host.Now));
        Core.Wish([], _host.Now);
        Assert.Empty(Core.LookAtAge(_host.Now));
        Core.Wish([Five], _host.Now);
        Assert.Single(Core.LookAtAge(_host.Now));
    }

    [Fact]
    public void Recent_WithinATimeOfTheCallers_IsGivenOutWithoutAPoll()
    {
        _host.Take("1");
        _host.Now += TimeSpan.FromSeconds(4);
        Assert.Equal((false, true, false), (Core.IsRecent(_host.Now), Core.IsRecent(_host.Now, Five), Core.IsRecent(_host.Now, TimeSpan.FromSeconds(3))));
        Assert.Null(Core.TooOldFor(Five, _host.Now, isNow: true));
        Assert.NotNull(Core.TooOldFor(TimeSpan.FromSeconds(3), _host.Now, isNow: true));
        _host.Take(CoreHost.Failure("broken"));
        Assert.False(Core.IsRecent(_host.Now, Five), "What failed meanwhile may be asked again.");
    }
}
