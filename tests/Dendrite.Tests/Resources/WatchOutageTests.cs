using Dendrite.Client.Cluster;
using Dendrite.Protocol;

namespace Dendrite.Resources;

public sealed class WatchOutageTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    private readonly WatchOutage _outage = new();

    [Fact]
    public void Tells_AWatchThatWasLost_AtOnceAndOnce()
    {
        Assert.True(_outage.Tells(DendriteErrorCode.ClusterUnavailable, TimeSpan.Zero, Start));
        Assert.False(_outage.IsPatient);
        for (var attempt = 1; attempt < 10; attempt++) Assert.False(_outage.Tells(DendriteErrorCode.ClusterUnavailable, TimeSpan.Zero, Start.AddSeconds(attempt)));
    }

    [Fact]
    public void Tells_AWatchThatEndedInOrder_OnlyAfterTheGrace()
    {
        Assert.False(_outage.Tells(null, WatchOutage.Grace, Start));
        Assert.True(_outage.IsPatient);
        Assert.False(_outage.Tells(DendriteErrorCode.ClusterUnavailable, TimeSpan.Zero, Start + WatchOutage.Grace - TimeSpan.FromTicks(1)));
        Assert.True(_outage.IsPatient);
        Assert.True(_outage.Tells(DendriteErrorCode.ClusterUnavailable, TimeSpan.Zero, Start + WatchOutage.Grace));
        Assert.False(_outage.IsPatient);
    }

    /// <summary>A silo that stopped in order turned a question of a watch away; its listeners were told that it was lost, 98 ms before their next update.</summary>
    [Fact]
    public void Tells_AWatchThatBroke_OnlyAfterTheShortGrace()
    {
        Assert.False(_outage.Tells(DendriteErrorCode.ClusterUnavailable, WatchOutage.ShortGrace, Start));
        Assert.Equal(Start + WatchOutage.ShortGrace, _outage.PatientUntil);
        Assert.True(_outage.IsPatient);
        Assert.True(_outage.Tells(DendriteErrorCode.ClusterUnavailable, WatchOutage.ShortGrace, Start + WatchOutage.ShortGrace));
        Assert.False(_outage.IsPatient);
    }

    /// <summary>A resource that leaves and does not get away ends each attempt in order; its listeners once waited without a word.</summary>
    [Fact]
    public void Tells_EndedInOrderAgainAndAgain_AfterTheGraceOfTheFirstAndOnce()
    {
        for (var attempt = 0; attempt < 15; attempt++) Assert.False(_outage.Tells(null, WatchOutage.Grace, Start.AddMilliseconds(attempt * 100)));
        Assert.True(_outage.Tells(null, WatchOutage.Grace, Start.AddMilliseconds(1500)));
        Assert.False(_outage.Tells(null, WatchOutage.Grace, Start.AddMilliseconds(1600)));
    }

    [Fact]
    public void Tells_AnotherReason_IsToldToo()
    {
        Assert.True(_outage.Tells(DendriteErrorCode.ClusterUnavailable, TimeSpan.Zero, Start));
        Assert.True(_outage.Tells(DendriteErrorCode.Busy, TimeSpan.Zero, Start.AddSeconds(1)));
        Assert.False(_outage.Tells(DendriteErrorCode.Busy, TimeSpan.Zero, Start.AddSeconds(2)));
    }

    [Fact]
    public void Tells_AfterAnEnd_TheNextOutageIsToldAnew()
    {
        _outage.Tells(DendriteErrorCode.ClusterUnavailable, TimeSpan.Zero, Start);
        _outage.End();
        Assert.True(_outage.Tells(DendriteErrorCode.ClusterUnavailable, TimeSpan.Zero, Start.AddSeconds(1)));
        _outage.End();
        Assert.False(_outage.Tells(null, WatchOutage.Grace, Start.AddSeconds(9)));
        Assert.True(_outage.IsPatient);
    }
}
