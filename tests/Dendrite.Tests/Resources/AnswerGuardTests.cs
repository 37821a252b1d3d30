using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>Answers that are not passed on because they are not true, and what is noticed of those that are.</summary>
public sealed class AnswerGuardTests
{
    private CoreHost _host = new();

    private ResourceCore Core => _host.Core;

    /// <summary>actor-content-checker#23: each answer has the time in it.</summary>
    [Fact]
    public void Ignore_OnlyIgnoredPlacesDiffer_IsNoUpdateAndTheIntervalGrows()
    {
        Start(CoreHost.Backend with { Ignore = ["/generated_at", "/items/*/seen"] });
        _host.Take("""{"generated_at":1,"items":[{"id":1,"seen":1,"v":1}]}""");
        for (var n = 2; n < 12; n++) Assert.Empty(_host.Take($$"""{"generated_at":{{n}},"items":[{"id":1,"seen":{{n}},"v":1}]}"""));
        Assert.Equal((1L, 10L, CoreHost.Backend.MaxInterval), (Core.Position.Sequence, Core.Counters.Unchanged, Core.Schedule.Interval));
    }

    /// <summary>What is sent is a document that the backend gave, and applies exactly.</summary>
    [Fact]
    public void Ignore_AnotherPlaceDiffersToo_TheWholeNewDocumentIsTold()
    {
        Start(CoreHost.Backend with { Ignore = ["/at"] });
        _host.Take("""{"at":1,"v":1}""");
        _host.Take("""{"at":2,"v":1}""");
        var told = Assert.Single(_host.Take("""{"at":3,"v":2}"""));
        Assert.Equal("""{"at":3,"v":2}""", _host.Document);
        var patch = told.Steps.Single(step => step.Format == ResourceFormat.Patch).Data;
        Assert.Contains("3", patch.ToString(), StringComparison.Ordinal);
    }

    /// <summary>p2#765: two replicas, of which one is behind.</summary>
    [Theory]
    [InlineData("/version", """{"version":1}""", """{"version":2}""")]
    [InlineData("/version", """{"version":9}""", """{"version":10}""")]
    [InlineData("/version", """{"version":9007199254740992}""", """{"version":9007199254740993}""")]
    [InlineData("/at", """{"at":"2030-01-01T10:00:00+02:00"}""", """{"at":"2030-01-01T09:00:00Z"}""")]
    [InlineData("/meta/rev", """{"meta":{"rev":"a"}}""", """{"meta":{"rev":"b"}}""")]
    public void Monotonic_OlderAnswers_AreDroppedAndCounted(string mark, string older, string newer)
    {
        Start(CoreHost.Backend with { Monotonic = mark });
        _host.Take(older);
        Assert.Single(_host.Take(newer));
        for (var i = 0; i < 5; i++)
        {
            Assert.Empty(_host.Take(older));
            Assert.Empty(_host.Take(newer));
        }
        Assert.Equal((2L, 5L, newer), (Core.Position.Sequence, Core.Counters.Dropped, _host.Document));
    }

    [Fact]
    public void Monotonic_LastModified_GoesByTheHeader()
    {
        Start(CoreHost.Backend with { Monotonic = "last-modified" });
        _host.Take(At("1", 10));
        Assert.Empty(_host.Take(At("2", 9)));
        Assert.Single(_host.Take(At("3", 11)));
        // Who does not say is believed.
        Assert.Single(_host.Take("4"));
        static PollOutcome At(string json, int second) => new PollOutcome.Answered(Encoding.UTF8.GetBytes(json), new Validators(null, CoreHost.Start.AddSeconds(second)), TimeSpan.Zero);
    }

    /// <summary>The older answer's tag would get a 304 for a document that nobody has.</summary>
    [Fact]
    public void Monotonic_DroppedAnswer_LeavesTheValidatorsAndTheTimeOfConfirmation()
    {
        Start(CoreHost.Backend with { Monotonic = "/v" });
        _host.Take(CoreHost.Answer("""{"v":2}""", "\"2\""));
        var confirmed = Core.ConfirmedAt;
        _host.Now += TimeSpan.FromSeconds(1);
        _host.Take(CoreHost.Answer("""{"v":1}""", "\"1\""));
        Assert.Equal(("\"2\"", confirmed), (Core.NextPoll("x", "").Validators!.ETag, Core.ConfirmedAt));
    }

    /// <summary>A backend that was set up anew counts from one, and must not be disbelieved for ever.</summary>
    [Fact]
    public void Monotonic_NothingButOlderAnswers_AreBelievedInTheEnd()
    {
        Start(CoreHost.Backend with { Monotonic = "/v" });
        _host.Take("""{"v":100}""");
        for (var n = 1; n < AnswerGuard.MostOlder; n++) Assert.Empty(_host.Take($$"""{"v":{{n}}}"""));
        Assert.Single(_host.Take("""{"v":50}"""));
    }

    /// <summary>One true answer in between, and those before it count no more.</summary>
    [Fact]
    public void Monotonic_ANewerAnswerInBetween_TheOlderAreCountedAnew()
    {
        Start(CoreHost.Backend with { Monotonic = "/v" });
        _host.Take("""{"v":100}""");
        for (var n = 1; n < AnswerGuard.MostOlder; n++) Assert.Empty(_host.Take("""{"v":1}"""));
        Assert.Single(_host.Take("""{"v":101}"""));
        for (var n = 1; n < AnswerGuard.MostOlder; n++) Assert.Empty(_host.Take("""{"v":1}"""));
    }

    [Theory]
    [InlineData("""{"v":"x"}""")]
    [InlineData("""{"w":1}""")]
    [InlineData("""[1]""")]
    public void Monotonic_WhatCannotBeCompared_IsBelieved(string next)
    {
        Start(CoreHost.Backend with { Monotonic = "/v" });
        _host.Take("""{"v":5}""");
        Assert.Single(_host.Take(next));
    }

    /// <summary>consul#3975: a list of five, and every fourth answer an empty one.</summary>
    [Fact]
    public void ConfirmShrink_EveryFourthAnswerEmpty_NothingIsToldAndItIsAskedAgainAtOnce()
    {
        Start(CoreHost.Backend with { ConfirmShrink = 0.5 });
        const string Five = "[1,2,3,4,5]";
        _host.Take(Five);
        for (var i = 0; i < 8; i++)
        {
            _host.Now += TimeSpan.FromSeconds(1);
            Assert.Empty(_host.Take("[]"));
            Assert.Equal(_host.Now, Core.Due);
            Assert.Empty(_host.Take(Five));
            Assert.True(Core.Due > _host.Now);
        }
        Assert.Equal((1L, 8L), (Core.Position.Sequence, Core.Counters.Dropped));
    }

    [Fact]
    public void ConfirmShrink_SmallTwiceInARow_IsTaken()
    {
        Start(CoreHost.Backend with { ConfirmShrink = 0.5 });
        _host.Take("[1,2,3,4,5]");
        Assert.Empty(_host.Take("[]"));
        Assert.Single(_host.Take("[1]"));
        Assert.Equal("[1]", _host.Document);
    }

    [Fact]
    public void ConfirmShrink_TheBackendAsksToWait_ItIsAskedAgainThen()
    {
        Start(CoreHost.Backend with { ConfirmShrink = 0.5 });
        _host.Take("[1,2,3,4,5]");
        _host.Take(CoreHost.Answer("[]", freshFor: TimeSpan.FromSeconds(5)));
        Assert.Equal(_host.Now.AddSeconds(5), Core.Due);
    }

    [Fact]
    public void Shrink_ToTheShare_IsNoDoubt()
    {
        Start(CoreHost.Backend with { ConfirmShrink = 0.5 });
        _host.Take("[1,2,3,4]");
        Assert.Empty(_host.Take("[1]"));
        _host.Take("[1,2,3,4]");
        Assert.Single(_host.Take("[1,2]"));
    }

    [Fact]
    public void OnlyOnePlaceEverChanges_IsAHintOnce()
    {
        for (var n = 0; n < 20; n++) _host.Take($$"""{"generated_at":{{n}},"items":[1]}""");
        Assert.Equal("Only /generated_at ever changes; Ignore: [\"/generated_at\"] makes that no update.", Assert.Single(Core.Warnings));
    }

    [Fact]
    public void AnotherPlaceChangesOnce_IsNoHint()
    {
        _host.Take("""{"a":0,"b":0}""");
        for (var n = 1; n < 20; n++) _host.Take($$"""{"a":{{n}},"b":{{(n < 3 ? 0 : 1)}}}""");
        Assert.Empty(Core.Warnings);
    }

    /// <summary>p2#765 without a setting: 1, 1, 2, 1, 2, 1.</summary>
    [Fact]
    public void SameDocumentsInTurn_AreFlapping_UntilItIsLongAgo()
    {
        _host.Take("""{"v":1,"w":1}""");
        for (var i = 0; i < 3; i++)
        {
            _host.Take("""{"v":2,"w":2}""");
            _host.Take("""{"v":1,"w":1}""");
        }
        Assert.True(Core.IsFlapping(_host.Now));
        Assert.Contains("Monotonic", Assert.Single(Core.Warnings), StringComparison.Ordinal);
        Assert.False(Core.IsFlapping(_host.Now + ChangeWatch.Window + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void DocumentsThatNeverComeBack_AreNotFlapping()
    {
        for (var n = 0; n < 50; n++)
        {
            _host.Take($$"""{"v":{{n}},"w":{{n}}}""");
            Assert.False(Core.IsFlapping(_host.Now));
        }
    }

    [Fact]
    public void DocumentsThatComeBackAfterManyOthers_AreNotFlapping()
    {
        for (var n = 0; n < 100; n++)
        {
            _host.Take($$"""{"v":{{n % (ChangeWatch.Remembered + 2)}},"w":{{n % (ChangeWatch.Remembered + 2)}}}""");
            Assert.False(Core.IsFlapping(_host.Now));
        }
    }

    /// <summary>A lamp that is switched on and off each hour is no replica.</summary>
    [Fact]
    public void ReturnsFarApart_AreNotFlapping()
    {
        for (var n = 0; n < 50; n++)
        {
            _host.Now += TimeSpan.FromHours(1);
            _host.Take($$"""{"v":{{n % 2}},"w":{{n % 2}}}""");
            Assert.False(Core.IsFlapping(_host.Now));
        }
    }

    /// <summary>lightly-studio#2366: two tags in turn for the same body.</summary>
    [Fact]
    public void SameDocumentUnderOtherTags_IsNoUpdateAndAHint()
    {
        for (var n = 0; n < 10; n++) _host.Take(CoreHost.Answer("1", n % 2 == 0 ? "\"a-1\"" : "\"b-1\""));
        Assert.Equal(1, Core.Position.Sequence);
        Assert.Contains("another entity tag each time", Assert.Single(Core.Warnings), StringComparison.Ordinal);
    }

    private void Start(BackendDefinition backend) => _host = new CoreHost(backend: backend);
}
