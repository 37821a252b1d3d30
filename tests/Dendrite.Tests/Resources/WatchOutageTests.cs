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
        Assert.True(_outage.Tells(DendriteErrorCode.ClusterUnavailable, Start));
        Assert.False(_outage.IsPatient);
        for (var attempt = 1; attempt < 10; attempt++) Assert.False(_outage.Tells(DendriteErrorCode.ClusterUnavailable, Start.AddSeconds(attempt)));
    }

    [Fact]
    public void Tells_AWatchThatEndedInOrder_OnlyAfterTheGrace()
    {
        Assert.False(_outage.Tells(null, Start));
        Assert.True(_outage.IsPatient);
        Assert.False(_outage.Tells(DendriteErrorCode.ClusterUnavailable, Start + WatchOutage.Grace - TimeSpan.FromTicks(1)));
        Assert.True(_outage.IsPatient);
        Assert.True(_outage.Tells(DendriteErrorCode.ClusterUnavailable, Start + WatchOutage.Grace));
        Assert.False(_outage.IsPatient);
    }

    /// <summary>A resource that leaves and does not get away ends each attempt in order; its listeners once waited without a word.</summary>
    [Fact]
    public void Tells_EndedInOrderAgainAndAgain_AfterTheGraceOfTheFirstAndOnce()
    {
        for (var attempt = 0; attempt < 15; attempt++) Assert.False(_outage.Tells(null, Start.AddMilliseconds(attempt * 100)));
        Assert.True(_outage.Tells(null, Start.AddMilliseconds(1500)));
        Assert.False(_outage.Tells(null, Start.AddMilliseconds(1600)));
    }

    [Fact]
    public void Tells_AnotherReason_IsToldToo()
    {
        Assert.True(_outage.Tells(DendriteErrorCode.ClusterUnavailable, Start));
        Assert.True(_outage.Tells(DendriteErrorCode.Busy, Start.AddSeconds(1)));
        Assert.False(_outage.Tells(DendriteErrorCode.Busy, Start.AddSeconds(2)));
    }

    [Fact]
    public void Tells_AfterAnEnd_TheNextOutageIsToldAnew()
    {
        _outage.Tells(DendriteErrorCode.ClusterUnavailable, Start);
        _outage.End();
        Assert.True(_outage.Tells(DendriteErrorCode.ClusterUnavailable, Start.AddSeconds(1)));
        _outage.End();
        Assert.False(_outage.Tells(null, Start.AddSeconds(9)));
        Assert.True(_outage.IsPatient);
    }
}
