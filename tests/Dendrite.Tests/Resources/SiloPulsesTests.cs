using Dendrite.Client.Cluster;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class SiloPulsesTests : IDisposable
{
    private static readonly SiloAddress One = SiloAddress.FromParsableString("127.0.0.1:1@1");
    private static readonly SiloAddress Two = SiloAddress.FromParsableString("127.0.0.1:2@2");

    private readonly ManualTimeProvider _clock = new();
    private readonly SiloPulses _pulses;

    public SiloPulsesTests() => _pulses = new SiloPulses(_clock);

    public void Dispose() => _pulses.Dispose();

    [Fact]
    public async Task Silo_ThatAnswers_IsLeftAlone()
    {
        var feed = Add(One);
        for (var pulse = 0; pulse < 5; pulse++) await AnswerAsync(feed, One);
        Assert.Empty(feed.Cuts);
    }

    /// <summary>However many wait for a silo, it is asked one question at a time, by turns.</summary>
    [Fact]
    public async Task ManyWaiting_AreAskedByTurns()
    {
        Feed[] feeds = [Add(One), Add(One), Add(One)];
        for (var pulse = 0; pulse < 3; pulse++)
        {
            _clock.Advance(SiloPulses.Interval);
            await Eventually.HoldsAsync(() => Task.FromResult(feeds.Sum(feed => feed.Asked) == pulse + 1), "a question");
            feeds.Single(feed => feed.IsAsked).Answer(One);
            await SettledAsync(One);
        }
        Assert.All(feeds, feed => Assert.Equal(1, feed.Asked));
    }

    [Fact]
    public async Task TwoQuestionsWithoutAnAnswer_CutAllWithTheReason_AndOneDoesNot()
    {
        var (asked, other, elsewhere) = (Add(One), Add(One), Add(Two));
        elsewhere.Always = Two;
        await ExpireAsync(asked);
        Assert.Empty(other.Cuts);
        await ExpireAsync(other);
        await Eventually.HoldsAsync(() => Task.FromResult(asked.Cuts.Count == 1 && other.Cuts.Count == 1), "both are cut");
        Assert.Equal(DendriteErrorCode.ClusterUnavailable, Assert.Single(asked.Cuts)!.Code);
        Assert.Empty(elsewhere.Cuts);
    }

    [Fact]
    public async Task AnswerInBetween_StartsTheCountAnew()
    {
        var feed = Add(One);
        await ExpireAsync(feed);
        await AnswerAsync(feed, One);
        await ExpireAsync(feed);
        Assert.Empty(feed.Cuts);
    }

    /// <summary>The resource is elsewhere: that says nothing of its silo, and waiting for it there is over.</summary>
    [Fact]
    public async Task AnswerByAnotherSilo_IsNone_AndCutsWhoWasAsked()
    {
        var (moved, other) = (Add(One), Add(One));
        await AnswerAsync(moved, Two);
        await Eventually.HoldsAsync(() => Task.FromResult(moved.Cuts.Count == 1), "it is cut");
        Assert.Null(moved.Cuts[0]);
        Assert.Empty(other.Cuts);
        await ExpireAsync(other);
        await Eventually.HoldsAsync(() => Task.FromResult(other.Cuts.Count == 1), "the second question without an answer");
    }

    /// <summary>A loaded silo answers late and still tells: who hears of it does not lose it.</summary>
    [Fact]
    public async Task WhoIsToldSomethingMeanwhile_IsNotCut()
    {
        var (silent, told) = (Add(One), Add(One));
        await ExpireAsync(silent);
        told.Heard = _clock.GetTimestamp();
        await ExpireAsync(told);
        await Eventually.HoldsAsync(() => Task.FromResult(silent.Cuts.Count == 1), "the silent one is cut");
        Assert.Empty(told.Cuts);
    }

    [Fact]
    public void LostSilo_CutsItsOwnAtOnce_WithoutAReason()
    {
        var (gone, stays) = (Add(One), Add(Two));
        _pulses.Cut(One);
        Assert.Null(Assert.Single(gone.Cuts));
        Assert.Empty(stays.Cuts);
    }

    [Fact]
    public void NobodyWaiting_AsksNobody()
    {
        var feed = Add(One);
        Assert.Single(_clock.Due);
        _pulses.Remove(One, feed);
        Assert.Empty(_clock.Due);
    }

    private Feed Add(SiloAddress silo)
    {
        var feed = new Feed();
        _pulses.Add(silo, feed);
        return feed;
    }

    private async Task AnswerAsync(Feed feed, SiloAddress silo)
    {
        await AskAsync(feed);
        feed.Answer(silo);
        await SettledAsync(One);
    }

    private async Task ExpireAsync(Feed feed)
    {
        await AskAsync(feed);
        // The limit's own timer stands beside that of the interval, and is due later.
        await Eventually.HoldsAsync(() => Task.FromResult(_clock.Due.Count > 1), "the answer's limit is set");
        _clock.Advance(_clock.Due[^1] - _clock.GetUtcNow());
        await SettledAsync(One);
    }

    private async Task AskAsync(Feed feed)
    {
        var before = feed.Asked;
        _clock.Advance(SiloPulses.Interval);
        await Eventually.HoldsAsync(() => Task.FromResult(feed.Asked == before + 1), "a question");
    }

    private Task SettledAsync(SiloAddress silo) => Eventually.HoldsAsync(() => Task.FromResult(!_pulses.IsAsked(silo)), "the question is settled");

    private sealed class Feed : IPulsed
    {
        private TaskCompletionSource<SiloAddress> _answer = new();

        public long Heard { get; set; } = -1;

        /// <summary>The silo that answers by itself.</summary>
        public SiloAddress? Always { get; set; }

        public int Asked { get; private set; }

        public bool IsAsked => Asked > 0 && !_answer.Task.IsCompleted;

        public List<ClusterException?> Cuts { get; } = [];

        public void Answer(SiloAddress silo) => _answer.SetResult(silo);

        public Task<SiloAddress> PulseAsync()
        {
            if (Always is { } silo) return Task.FromResult(silo);
            _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Asked++;
            return _answer.Task;
        }

        public void Cut(ClusterException? why) => Cuts.Add(why);
    }
}
