namespace Dendrite.Resources;

public sealed class PokeReplaysTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PokeReplays _replays = new();

    /// <summary>Signed five minutes ahead of now, it is good until ten minutes from now.</summary>
    [Fact]
    public void TryAdd_Again_IsRefusedAsLongAsItsSignatureIsGood()
    {
        Assert.True(Add("a", Now));
        Assert.False(Add("a", Now));
        Assert.True(Add("b", Now.AddSeconds(1)));
        Assert.False(Add("a", Now + 2 * PokeSignatures.Tolerance - TimeSpan.FromTicks(1)));
        Assert.True(Add("a", Now + 2 * PokeSignatures.Tolerance));
        Assert.Equal(2, _replays.Count);
    }

    [Fact]
    public void TryAdd_MoreThanAreRemembered_ForgetsTheOldestAndSaysSo()
    {
        for (var i = 0; i < PokeReplays.Most; i++) Assert.True(Add($"{i}", Now));
        Assert.True(_replays.TryAdd("one more", Now, out var forgotten));
        Assert.Equal((1, PokeReplays.Most), (forgotten, _replays.Count));
        Assert.False(Add("1", Now));
        Assert.True(Add("0", Now));
    }

    [Fact]
    public void Remove_WhatHadNoEffect_MayComeAgainAndIsThenRememberedInFull()
    {
        Add("a", Now);
        _replays.Remove("a");
        Assert.True(Add("a", Now.AddMinutes(1)));
        Assert.False(Add("a", Now + PokeReplays.Memory));
        Assert.True(Add("a", Now.AddMinutes(1) + PokeReplays.Memory));
    }

    private bool Add(string fingerprint, DateTimeOffset now) => _replays.TryAdd(fingerprint, now, out _);
}
