using Dendrite.Edge.Webhooks;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class PokeNoticesTests
{
    [Fact]
    public void IsDue_TheSameTrouble_OnceAMinute()
    {
        var clock = new ManualTimeProvider();
        var notices = new PokeNotices(clock);
        Assert.True(notices.IsDue("a", "signature"));
        Assert.False(notices.IsDue("a", "signature"));
        Assert.True(notices.IsDue("a", "stale"));
        Assert.True(notices.IsDue("b", "signature"));
        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.False(notices.IsDue("a", "signature"));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(notices.IsDue("a", "signature"));
    }
}
