using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What a resource makes of answers that say little, too much, or what is not true.</summary>
public sealed class ResourceTrustTests
{
    private readonly CoreHost _host = new();

    private ResourceCore Core => _host.Core;

    private bool IsConditional => Core.NextPoll("x", "").Validators is { IsUsable: true };

    /// <summary>OpenMetadata#30497: the body changes, the tag stays, and every answer is 304.</summary>
    [Fact]
    public void NotModified_FiftyTimes_TheWholeIsAskedForOnce()
    {
        _host.Take(CoreHost.Answer("1", "\"a\""));
        for (var i = 0; i < 50; i++)
        {
            Assert.True(IsConditional, $"{i}");
            _host.Take(new PollOutcome.NotModified(TimeSpan.Zero));
        }
        Assert.False(IsConditional);
        Assert.Empty(_host.Take(CoreHost.Answer("1", "\"a\"")));
        Assert.True(IsConditional);
        Assert.Empty(Core.Warnings);
    }

    [Fact]
    public void NotModified_ForTenMinutes_TheWholeIsAskedForOnce()
    {
        _host.Take(CoreHost.Answer("1", "\"a\""));
        _host.Now += TimeSpan.FromMinutes(9);
        _host.Take(new PollOutcome.NotModified(TimeSpan.Zero));
        Assert.True(IsConditional);
        _host.Now += TimeSpan.FromMinutes(1);
        _host.Take(new PollOutcome.NotModified(TimeSpan.Zero));
        Assert.False(IsConditional);
    }

    [Theory]
    [InlineData("\"a\"")]
    [InlineData("W/\"a\"")]
    public void Rfc9110_8_8_1_TheSameTagOnAnotherDocument_IsALie_ToldOnceAndNotTrusted(string tag)
    {
        _host.Take(CoreHost.Answer("1", tag));
        Assert.Equal(ChangeKind.Updated, Assert.Single(_host.Take(CoreHost.Answer("2", tag))).Kind);
        Assert.Contains(tag, Assert.Single(Core.Warnings), StringComparison.Ordinal);
        Assert.Equal((null, true), (Core.NextPoll("x", "").Validators, Core.NextPoll("x", "").ValidatorsLied));
        _host.Take(CoreHost.Answer("2", "\"b\""));
        Assert.True(IsConditional);
    }

    [Fact]
    public void Rfc9110_8_8_1_TheSameTagOnAnotherSpelling_IsNone()
    {
        _host.Take(CoreHost.Answer("""{"a":1,"b":2}""", "W/\"a\""));
        _host.Take(CoreHost.Answer("""{"b":2,"a":1}""", "W/\"a\""));
        Assert.Empty(Core.Warnings);
        Assert.True(IsConditional);
    }

    /// <summary>flask#6114: every second answer has a NaN in it.</summary>
    [Fact]
    public void EverySecondAnswerBad_StaleAndFreshAreToldTwiceAndThenOnceAnInterval()
    {
        _host.Take("1");
        var told = new List<(ChangeKind Kind, DateTimeOffset At)>();
        for (var i = 0; i < 400; i++)
        {
            _host.Now += TimeSpan.FromSeconds(1);
            told.AddRange(_host.Take(i % 2 == 0 ? "NaN" : "1").Select(change => (change.Kind, _host.Now)));
        }
        var intervals = TimeSpan.FromSeconds(400) / CoreHost.Backend.MaxInterval;
        Assert.InRange(told.Count(t => t.Kind == ChangeKind.Stale), intervals / 2, intervals + 2);
        Assert.Equal(told.Count(t => t.Kind == ChangeKind.Stale), told.Count(t => t.Kind == ChangeKind.Fresh));
        // In turn, so that nobody is left with the wrong one.
        Assert.All(told.Zip(told.Skip(1)), pair => Assert.NotEqual(pair.First.Kind, pair.Second.Kind));
    }

    [Fact]
    public void UntoldFailure_WhoFetchesSeesIt_AndOneThatLastsIsTold()
    {
        _host.Take("1");
        for (var i = 0; i < 2; i++)
        {
            _host.Take(CoreHost.Failure("broken"));
            _host.Take("1");
        }
        Assert.Empty(_host.Take(CoreHost.Failure("broken")));
        Assert.Equal((null, "broken"), (Core.Staleness, Core.Snapshot!.Staleness!.Reason));
        _host.Now += CoreHost.Backend.MaxInterval;
        var stale = Assert.Single(_host.Take(CoreHost.Failure("still"))).Staleness!;
        Assert.Equal((CoreHost.Start, 2), (stale.Since, stale.Failures));
    }

    [Fact]
    public void Rfc9111_5_2_2_2_MustRevalidate_IsNotGivenOutWhileUnconfirmed()
    {
        _host.Take(CoreHost.Answer("1") with { Reuse = new() { MustRevalidate = true, IfError = TimeSpan.FromDays(1) } });
        Assert.True(Core.MayServe(_host.Now));
        _host.Take(CoreHost.Failure("broken"));
        Assert.False(Core.MayServe(_host.Now));
        _host.Take("1");
        _host.Take(CoreHost.Failure("broken"));
        Assert.True(Core.MayServe(_host.Now.AddYears(1)));
    }

    [Fact]
    public void Rfc5861_4_StaleIfError_IsGivenOutForAsLongAfterItsFreshness()
    {
        _host.Take(CoreHost.Answer("1", freshFor: TimeSpan.FromSeconds(10)) with { Reuse = new() { IfError = TimeSpan.FromSeconds(20) } });
        _host.Take(CoreHost.Failure("broken"));
        Assert.Equal((true, false), (Core.MayServe(_host.Now.AddSeconds(30)), Core.MayServe(_host.Now.AddSeconds(31))));
    }

    [Fact]
    public void Rfc5861_3_StaleWhileRevalidate_IsGivenOutAtOnceForAsLongAfterItsFreshness()
    {
        _host.Take(CoreHost.Answer("1", freshFor: TimeSpan.FromSeconds(10)) with { Reuse = new() { WhileRevalidating = TimeSpan.FromSeconds(20) } });
        Assert.Equal((true, false), (Core.MayServeWhileAsking(_host.Now.AddSeconds(30)), Core.MayServeWhileAsking(_host.Now.AddSeconds(31))));
        _host.Take(CoreHost.Failure("broken"));
        Assert.False(Core.MayServeWhileAsking(_host.Now));
    }

    [Fact]
    public void Redefined_WithOtherHeaders_AsksWithoutTheValidatorsOfBefore()
    {
        _host.Take(CoreHost.Answer("1", "\"a\""));
        Core.Redefine(CoreHost.Backend with { MaxInterval = TimeSpan.FromSeconds(9) }, new Random(1), _host.Now);
        Assert.True(IsConditional);
        Core.Redefine(CoreHost.Backend with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer b" } }, new Random(1), _host.Now);
        Assert.False(IsConditional);
    }

    /// <summary>Whoever asks otherwise is answered with another document, perhaps under the same validators, and by other pages.</summary>
    [Fact]
    public void Redefined_AskingOtherwise_AsksWithoutTheValidatorsOfBefore()
    {
        var rule = new PathRule { Pattern = PathPattern.Parse("x"), MinInterval = TimeSpan.FromSeconds(1) };
        PathRule[] others =
        [
            rule with { Method = ReadMethod.Post, Body = "{}" }, rule with { Headers = new Dictionary<string, string> { ["A"] = "1" } }, rule with { Pages = new PagesDefinition { Next = NextPage.Link } },
        ];
        foreach (var other in others)
        {
            Core.Redefine(At(rule), new Random(1), _host.Now);
            _host.Take(CoreHost.Answer("1", "\"a\"") with { Pages = new PageMemory() });
            Core.Redefine(At(rule with { MaxInterval = TimeSpan.FromSeconds(9) }), new Random(1), _host.Now);
            Assert.Equal((true, true), (IsConditional, Core.NextPoll("x", "").Pages is not null));
            Core.Redefine(At(other), new Random(1), _host.Now);
            Assert.Equal((false, false), (IsConditional, Core.NextPoll("x", "").Pages is not null));
        }
        _host.Take(CoreHost.Answer("1", "\"a\""));
        Core.Redefine(At(others[^1]) with { Query = new Dictionary<string, string> { ["key"] = "k" } }, new Random(1), _host.Now);
        Assert.False(IsConditional);

        BackendDefinition At(PathRule one) => (CoreHost.Backend with { Paths = [one] }).At("x");
    }

    [Fact]
    public void MemberTwice_IsWarnedOfOnce()
    {
        for (var i = 0; i < 3; i++) _host.Take($$"""{"a":0,"a":{{i}}}""");
        Assert.Equal("""{"a":2}""", _host.Document);
        Assert.Contains("/a", Assert.Single(Core.Warnings), StringComparison.Ordinal);
    }
}
