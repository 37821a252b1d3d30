using System.Text;
using Dendrite.Contracts;
using Dendrite.Contracts.Guards;
using Dendrite.Contracts.Resources;
using Dendrite.Edge.Admin;
using Dendrite.Monitor;
using Dendrite.Protocol;

namespace Dendrite.Admin;

/// <summary>The overview's text, which the console and the command line read; what is approved has a line for each member.</summary>
public sealed class OverviewTests
{
    private static readonly ResourceStatus Status = new(
        new Position(0x18d_0000_0000_0001, 7), 1, TimeSpan.FromMilliseconds(1500), 40, 12, 9, 1, 2, 3, 480,
        new Staleness(DendriteErrorCode.UpstreamStatus, "503 é", 503, GuardSamples.Now, 3, GuardSamples.Now.AddSeconds(5)), GuardSamples.Now.AddMilliseconds(250));

    [Fact]
    public void Render_KnownAndUnknownFigures_AreTheTextOfTheWire()
    {
        var overview = Overview.Render(
            null, [GuardSamples.Of("a<b>é"), GuardSamples.Of("b", CircuitState.Open, hasLatency: false)],
            [new(new ResourceKey("b", "public", "tasks", "x=1"), 2, Status), new(new ResourceKey("b", "s", "t", ""), 1, Status with { ConfirmedAt = null, Staleness = null, IsPaused = true })],
            new ServerDescription("1.2.3", GuardSamples.Now.AddHours(-1), 1 << 27, [new MemberDescription("Silo_a", "127.0.0.1:11111@5", "active", GuardSamples.Now.AddHours(-1))]), GuardSamples.Now);
        Approved.Check("Overview", Encoding.UTF8.GetString(overview.Snapshot).TrimEnd('\n').Replace(",\"", ",\n\"", StringComparison.Ordinal).Split('\n'));
        Assert.Null(overview.Patch);
    }
}
