using System.Data.Common;
using Dendrite.Client.Cluster;
using Dendrite.Protocol;

namespace Dendrite.Resources;

public sealed class ClusterFaultsTests
{
    /// <summary>A grain that is activated while the database is away fails with the provider's exception around the driver's.</summary>
    [Fact]
    public void Of_StorageProviderWhoseDatabaseIsAway_IsTransient()
    {
        var fault = ClusterFaults.Of(new OrleansException("Error from storage provider", new DatabaseAway()));
        Assert.Equal(DendriteErrorCode.StorageUnavailable, fault?.Code);
        Assert.Equal(DendriteErrorCode.ClusterUnavailable, ClusterFaults.Of(new OrleansException("A call failed.", new TimeoutException()))?.Code);
    }

    [Fact]
    public void Of_AFaultOfOurs_IsNone() => Assert.Null(ClusterFaults.Of(new OrleansException("A call failed.", new InvalidOperationException())));

    private sealed class DatabaseAway() : DbException("Failed to connect");
}
