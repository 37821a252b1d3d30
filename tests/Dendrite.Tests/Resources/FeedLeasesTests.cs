using Dendrite.Grains.Resources;
using Dendrite.Protocol;

namespace Dendrite.Resources;

public sealed class FeedLeasesTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FeedLeases _leases = new();
    private readonly Guid _one = Guid.NewGuid();
    private readonly Guid _other = Guid.NewGuid();

    [Fact]
    public void Formats_AreTheUnionOfAllFeeds()
    {
        _leases.Grant(_one, ResourceFormat.Patch, Now);
        _leases.Grant(_other, ResourceFormat.Merge | ResourceFormat.List, Now);
        Assert.Equal(ResourceFormat.Patch | ResourceFormat.Merge | ResourceFormat.List, _leases.Formats);
        _leases.Remove(_other);
        Assert.Equal(ResourceFormat.Patch, _leases.Formats);
    }

    [Fact]
    public void Expire_WithoutRenewal_ForgetsTheFeed()
    {
        _leases.Grant(_one, ResourceFormat.Patch, Now);
        _leases.Grant(_other, ResourceFormat.Patch, Now);
        _leases.Grant(_one, ResourceFormat.Patch, Now + FeedLeases.Duration / 2);
        Assert.True(_leases.Expire(Now + FeedLeases.Duration));
        Assert.Equal(1, _leases.Count);
        Assert.True(_leases.Remove(_one));
        Assert.False(_leases.Remove(_other));
    }
}
