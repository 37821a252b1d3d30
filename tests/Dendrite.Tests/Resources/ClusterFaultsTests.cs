using System.Data.Common;
using Dendrite.Client.Cluster;
using Dendrite.Protocol;
using Orleans.Serialization;
using Polly.Timeout;

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

    /// <summary>A driver's or a library's exception does not travel between silos, and was the server's own failure, 500.</summary>
    [Fact]
    public void Of_WhatDoesNotTravelOrIsPollys_IsTransient()
    {
        Assert.Equal(DendriteErrorCode.ClusterUnavailable, ClusterFaults.Of(new CodecNotFoundException("Could not find a codec for type Npgsql.NpgsqlException."))?.Code);
        Assert.Equal(DendriteErrorCode.ClusterUnavailable, ClusterFaults.Of(new TimeoutRejectedException())?.Code);
    }

    [Fact]
    public void Of_AFaultOfOurs_IsNone() => Assert.Null(ClusterFaults.Of(new OrleansException("A call failed.", new InvalidOperationException())));

    private sealed class DatabaseAway() : DbException("Failed to connect");
}
