using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class PositionTests
{
    [Fact]
    public void Text_OfAnyPosition_ReadsBackAsTheSame() => Property.Check(500, random =>
    {
        var position = new Position((ulong)random.NextInt64(), random.NextInt64());
        Assert.Equal(position, Position.Parse(position.ToString()));
    });

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-3")]
    [InlineData("a-")]
    [InlineData("a--3")]
    [InlineData("a-3 ")]
    [InlineData("x-3")]
    [InlineData("a-99999999999999999999")]
    public void TryParse_OtherText_IsFalse(string? text) => Assert.False(Position.TryParse(text, out _));

    [Fact]
    public void Follows_OnlyTheNextOfTheSameEpoch()
    {
        var at = new Position(10, 7);
        Assert.True(at.Next().Follows(at));
        Assert.False(at.Follows(at));
        Assert.False(new Position(10, 9).Follows(at));
        Assert.False(new Position(11, 8).Follows(at));
    }

    [Fact]
    public void StartEpoch_OfLaterStart_IsAnotherEpoch()
    {
        var (now, random) = (DateTimeOffset.UnixEpoch.AddDays(20_000), new Random(1));
        var first = Position.StartEpoch(now, random, default);
        Assert.NotEqual(first.Epoch, Position.StartEpoch(now.AddMilliseconds(1), random, default).Epoch);
        Assert.Equal(0, first.Sequence);
    }

    [Fact]
    public void StartEpoch_ClockSteppedBack_IsAboveTheOneBefore()
    {
        var (now, random) = (DateTimeOffset.UnixEpoch.AddDays(20_000), new Random(1));
        var before = Position.StartEpoch(now, random, default) with { Sequence = 7 };
        var next = Position.StartEpoch(now.AddYears(-1), random, before);
        Assert.True(string.CompareOrdinal(next.ToString(), before.ToString()) > 0, $"{next} is not above {before}");
    }
}
