using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>RFC 9110, sections 15.5.5 and 15.5.11: 404 and 410 are told apart from a failure, asked for less often, and are over when the document is back.</summary>
public sealed class ResourceGoneTests
{
    private readonly CoreHost _host = new();

    private ResourceCore Core => _host.Core;

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public void Rfc9110_15_5_Gone_IsToldOnce_AndTheDocumentIsGivenToNobody(int status)
    {
        _host.Take("1");
        var gone = Assert.Single(_host.Take(Gone(status)));
        Assert.Equal((ChangeKind.Gone, Core.Position, DendriteErrorCode.Gone, status), (gone.Kind, gone.Position, gone.Staleness!.Code, gone.Staleness.StatusCode));
        _host.Now += TimeSpan.FromMinutes(1);
        Assert.Empty(_host.Take(Gone(status)));
        Assert.Equal((true, false, 2, CoreHost.Start, 0), (Core.IsGone, Core.MayServe(_host.Now), Core.Staleness!.Failures, Core.Staleness.Since, Core.Schedule.Failures));
    }

    [Fact]
    public void Rfc9110_15_5_Gone_BackAsItWas_IsFresh_BackChanged_IsTheChangeAndFresh()
    {
        _host.Take("""{"n":1}""");
        _host.Take(Gone());
        Assert.Equal([ChangeKind.Fresh], _host.Take("""{"n":1}""").Select(c => c.Kind));
        Assert.True(Core.MayServe(_host.Now));
        _host.Now += TimeSpan.FromHours(1);
        _host.Take(Gone());
        Assert.Equal([(ChangeKind.Updated, 2L), (ChangeKind.Fresh, 2L)], _host.Take("""{"n":2}""").Select(c => (c.Kind, c.Position.Sequence)));
    }

    [Fact]
    public void Rfc9110_15_5_Gone_FromTheStart_IsGoneWithoutADocument_ThenSnapshotAndFresh()
    {
        Assert.Equal(ChangeKind.Gone, Assert.Single(_host.Take(Gone())).Kind);
        Assert.Null(Core.Snapshot);
        var told = _host.Take("1");
        Assert.Equal([ChangeKind.Updated, ChangeKind.Fresh], told.Select(c => c.Kind));
        Assert.Equal(ResourceFormat.Snapshot, told[0].StepFor(ResourceFormat.Patch)!.Form);
    }

    [Fact]
    public void Gone_ThenFailing_IsStaleWithAnInstantOfItsOwn_ThenGoneIsToldAgain()
    {
        _host.Take("1");
        _host.Take(Gone());
        _host.Now += TimeSpan.FromMinutes(1);
        var stale = Assert.Single(_host.Take(CoreHost.Failure("broken")));
        Assert.Equal((ChangeKind.Stale, _host.Now), (stale.Kind, stale.Staleness!.Since));
        Assert.Equal(ChangeKind.Gone, Assert.Single(_host.Take(Gone())).Kind);
    }

    [Fact]
    public void Gone_IsStoredWithTheDocument_AndTakenUpAgain()
    {
        _host.Take("1");
        _host.Take(Gone(410));
        var again = new CoreHost(Core.Stored);
        Assert.Equal((true, false, 410), (again.Core.IsGone, again.Core.MayServe(again.Now), again.Core.Staleness!.StatusCode));
        Assert.Equal(ChangeKind.Fresh, Assert.Single(again.Take("1")).Kind);
        Assert.Null(again.Core.Stored!.Gone);
    }

    [Fact]
    public void Gone_IsAskedForAfterTheMaximumInterval_ThenTwiceAsLong_UpToTheSetting_AndSoonerWhenPoked()
    {
        foreach (var seconds in new[] { 8, 16, 32, 64, 128, 256, 300, 300 })
        {
            _host.Take(Gone());
            Assert.InRange(Core.Schedule.Due - _host.Now, TimeSpan.FromSeconds(seconds * 0.9), TimeSpan.FromSeconds(seconds * 1.1));
        }
        Core.Schedule.Poke(_host.Now);
        Assert.Equal(_host.Now + CoreHost.Backend.MinInterval, Core.Schedule.Due);
        _host.Take("1");
        _host.Take(Gone());
        Assert.InRange(Core.Schedule.Due - _host.Now, TimeSpan.FromSeconds(7.2), TimeSpan.FromSeconds(8.8));
    }

    [Fact]
    public void Rfc9110_10_2_3_Gone_WithRetryAfter_IsNotAskedSooner()
    {
        _host.Take(new PollOutcome.Failed(DendriteErrorCode.Gone, "gone", 404, TimeSpan.FromHours(1)));
        Core.Schedule.Poke(_host.Now);
        Assert.Equal(_host.Now.AddHours(1), Core.Schedule.Due);
    }

    private static PollOutcome.Failed Gone(int status = 404) => new(DendriteErrorCode.Gone, $"The backend answered {status}.", status);
}
