using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Dendrite.Silo;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Configuration;

public sealed class ClusterSectionTests
{
    private const string Database = "Host=db;Database=d;Username=u;Password=hush";

    [Fact]
    public void Read_OnlyADatabase_GivesTheDocumentedDefaults()
    {
        var cluster = Read(("Cluster:ConnectionString", Database)).Cluster!;
        Assert.Equal((Database, "dendrite", "dendrite"), (cluster.ConnectionString, cluster.ClusterId, cluster.ServiceId));
        Assert.Equal((null, 11111, 30000), (cluster.Address, cluster.SiloPort, cluster.GatewayPort));
    }

    [Fact]
    public void Read_EveryKey_IsTaken()
    {
        var cluster = Read(
            ("Cluster:ConnectionString", Database), ("Cluster:ClusterId", "blue"), ("Cluster:ServiceId", "live"),
            ("Cluster:Address", "10.0.0.7"), ("Cluster:SiloPort", "12000"), ("Cluster:GatewayPort", "31000")).Cluster!;
        Assert.Equal(("blue", "live", "10.0.0.7", 12000, 31000), (cluster.ClusterId, cluster.ServiceId, cluster.Address, cluster.SiloPort, cluster.GatewayPort));
    }

    [Fact]
    public void Read_NoSection_IsASiloByItself() => Assert.Null(Read().Cluster);

    [Fact]
    public void Read_Faults_AllListedWithoutThePassword()
    {
        string[] faults = Faults(
            ("Cluster:ConnectionString", "postgres://u:hush@db/d"), ("Cluster:Address", "no host"), ("Cluster:SiloPort", "0"),
            ("Cluster:GatewayPort", "many"), ("Cluster:Port", "1"), ("DataDirectory", "/d"));
        Assert.Equal(
            ["Cluster:Address", "Cluster:ConnectionString", "Cluster:GatewayPort", "Cluster:Port", "Cluster:SiloPort", "DataDirectory"],
            faults.Select(fault => fault.Split(' ')[0]).Order());
        Assert.DoesNotContain(faults, fault => fault.Contains("hush", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Database=d;Username=u")]
    [InlineData("Host=db;Port=often")]
    [InlineData("Host=db;Colour=green")]
    public void Read_ConnectionStringWrong_Named(string? text) =>
        Assert.StartsWith("Cluster:ConnectionString ", Assert.Single(Faults(("Cluster:ConnectionString", text), ("Cluster:ClusterId", "c"))), StringComparison.Ordinal);

    [Fact]
    public void Read_PortsTheSame_Refused() =>
        Assert.Contains("two ports", Assert.Single(Faults(("Cluster:ConnectionString", Database), ("Cluster:SiloPort", "30000"))), StringComparison.Ordinal);

    private static string[] Faults(params (string Key, string? Value)[] values) =>
        [.. Assert.Throws<DefinitionException>(() => Read(values)).Faults];

    private static ServerSettings Read(params (string Key, string? Value)[] values) =>
        DendriteServer.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, v.Value))).Build()).Settings;
}
