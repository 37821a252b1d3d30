using System.Security.Cryptography.X509Certificates;
using Dendrite.Hosting;
using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Dendrite.Silo;
using Dendrite.Testing;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Configuration;

public sealed class ClusterTlsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dendrite-tls-").FullName;
    private readonly CertificateAuthority _ours;
    private readonly CertificateAuthority _others;
    private readonly X509Certificate2 _silo;

    public ClusterTlsTests()
    {
        (_ours, _others) = (new CertificateAuthority(_folder, "ours"), new CertificateAuthority(_folder, "others"));
        _silo = _ours.Sign("silo.internal");
    }

    public void Dispose()
    {
        _silo.Dispose();
        _ours.Dispose();
        _others.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Read_NoSection_IsNoTls() => Assert.Null(Read()!.Tls);

    [Fact]
    public void Read_PemAndKey_GivesBothAndTheAuthority()
    {
        var tls = Read([.. Pem(_silo), ("HostName", "silo.internal")])!.Tls!;
        Assert.Equal(_silo.Thumbprint, tls.Certificate.Thumbprint);
        Assert.True(tls.Certificate.HasPrivateKey);
        Assert.Equal("CN=ours", Assert.Single(tls.Authority).Subject);
        Assert.Equal("silo.internal", tls.HostName);
    }

    [Fact]
    public void Read_KeyInTheSamePem_IsFound()
    {
        var (certificate, key) = _ours.WritePem(_silo, "silo");
        var both = _ours.Write("both.pem", File.ReadAllText(key) + "\n" + File.ReadAllText(certificate));
        Assert.True(Read(("Certificate", both), ("Authority", _ours.File))!.Tls!.Certificate.HasPrivateKey);
    }

    [Fact]
    public void Read_Pfx_OpensWithItsPassword()
    {
        var tls = Read(("Certificate", _ours.WritePfx(_silo, "silo")), ("Password", CertificateAuthority.Password), ("Authority", _ours.File))!.Tls!;
        Assert.True(tls.Certificate.HasPrivateKey);
        Assert.Null(tls.HostName);
    }

    [Fact]
    public void Read_PfxWrong_NamedWithoutThePassword()
    {
        var pfx = _ours.WritePfx(_silo, "silo");
        var fault = Fault(("Certificate", pfx), ("Password", "hush"), ("Authority", _ours.File));
        Assert.Contains("Password is not its password", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault, StringComparison.Ordinal);
        Assert.Contains("without a password", Fault(("Certificate", pfx), ("Authority", _ours.File)), StringComparison.Ordinal);
        Assert.StartsWith("Cluster:Tls:Key ", Fault(("Certificate", pfx), ("Password", CertificateAuthority.Password), ("Key", pfx), ("Authority", _ours.File)), StringComparison.Ordinal);
        Assert.StartsWith("Cluster:Tls:Password ", Fault([.. Pem(_silo), ("Password", "hush")]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FilesMissing_AllListed()
    {
        var faults = Faults(("Certificate", "/nowhere/silo.pem"), ("Key", "/nowhere/silo.key"), ("Authority", "/nowhere/ca.pem"), ("HostName", "no host"), ("Cert", "x"));
        Assert.Equal(
            ["Cluster:Tls:Authority", "Cluster:Tls:Cert", "Cluster:Tls:Certificate", "Cluster:Tls:HostName", "Cluster:Tls:Key"],
            faults.Select(fault => fault.Split(' ')[0]).Order());
        Assert.Equal(["Cluster:Tls:Authority", "Cluster:Tls:Certificate"], Faults(("HostName", "silo")).Select(fault => fault.Split(' ')[0]).Order());
    }

    [Fact]
    public void Read_KeyOfAnother_Refused()
    {
        using var other = _ours.Sign("other");
        Assert.StartsWith("Cluster:Tls:Key ", Fault(("Certificate", _ours.WritePem(_silo, "silo").Certificate), ("Key", _ours.WritePem(other, "other").Key), ("Authority", _ours.File)), StringComparison.Ordinal);
        Assert.Contains("name its PEM file in Key", Fault(("Certificate", _ours.WritePem(_silo, "silo").Certificate), ("Authority", _ours.File)), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_FilesOfAnotherKind_Refused()
    {
        var nonsense = _ours.Write("nonsense", "nonsense");
        Assert.Equal(["Cluster:Tls:Authority", "Cluster:Tls:Certificate"], Faults(("Certificate", nonsense), ("Authority", nonsense)).Select(fault => fault.Split(' ')[0]).Order());
    }

    [Fact]
    public void Read_CertificateThatPeersWouldRefuse_Refused()
    {
        using var expired = _ours.Sign("silo", -3, -2);
        using var early = _ours.Sign("silo", 2, 3);
        using var serverOnly = _ours.Sign("silo", use: ClusterTls.ServerUse);
        using var clientOnly = _ours.Sign("silo", use: ClusterTls.ClientUse);
        using var foreign = _others.Sign("silo");
        Assert.Equal("Cluster:Tls:Certificate has expired or is not valid yet, it or its authority.", Fault(Pem(expired)));
        Assert.Contains("not valid yet", Fault(Pem(early)), StringComparison.Ordinal);
        Assert.Contains("servers and clients", Fault(Pem(serverOnly)), StringComparison.Ordinal);
        Assert.Contains("servers and clients", Fault(Pem(clientOnly)), StringComparison.Ordinal);
        Assert.Equal("Cluster:Tls:Certificate is not signed by Cluster:Tls:Authority.", Fault(Pem(foreign)));
        Assert.Equal("Cluster:Tls:Certificate is not of the name db.internal.", Fault([.. Pem(_silo), ("HostName", "db.internal")]));
    }

    [Fact]
    public void Refuse_Peers_ByAuthorityTimeUseAndName()
    {
        var tls = Read([.. Pem(_silo), ("HostName", "silo.internal")])!.Tls!;
        using var peer = _ours.Sign("silo.internal", use: ClusterTls.ClientUse);
        using var foreign = _others.Sign("silo.internal");
        using var expired = _ours.Sign("silo.internal", -3, -2);
        using var named = _ours.Sign("printer.internal");
        Assert.Null(tls.Refuse(peer, ClusterTls.ClientUse));
        Assert.Contains("not for this use", tls.Refuse(peer, ClusterTls.ServerUse), StringComparison.Ordinal);
        Assert.Contains("not signed", tls.Refuse(foreign, ClusterTls.ClientUse), StringComparison.Ordinal);
        Assert.Contains("expired", tls.Refuse(expired, ClusterTls.ClientUse), StringComparison.Ordinal);
        Assert.Contains("silo.internal", tls.Refuse(named, ClusterTls.ClientUse), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TlsWithoutADatabase_NamesTheDatabase() => Assert.StartsWith(
        "Cluster:ConnectionString ", Assert.Single(FaultsOf(Pem(_silo).Select(v => KeyValuePair.Create("Cluster:Tls:" + v.Key, v.Value)))), StringComparison.Ordinal);

    [Fact]
    public void Read_TextInsteadOfASection_RefusedAndNotShown()
    {
        var faults = FaultsOf([KeyValuePair.Create("Cluster:ConnectionString", (string?)"Host=db"), KeyValuePair.Create("Cluster:Tls", (string?)"hush")]);
        Assert.Contains(faults, fault => fault.StartsWith("Cluster:Tls is a text", StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("hush", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("10.0.0.7", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("localhost", true)]
    public void IsLoopback_Address_TellsWhetherOthersReachIt(string? address, bool expected) => Assert.Equal(expected, ClusterTransport.IsLoopback(address));

    private (string Key, string? Value)[] Pem(X509Certificate2 certificate)
    {
        var (path, key) = _ours.WritePem(certificate, "silo");
        return [("Certificate", path), ("Key", key), ("Authority", _ours.File)];
    }

    private static string Fault(params (string Key, string? Value)[] values) => Assert.Single(Faults(values));

    private static string[] Faults(params (string Key, string? Value)[] values) => FaultsOf(WithDatabase(values));

    private static string[] FaultsOf(IEnumerable<KeyValuePair<string, string?>> values) => [.. Assert.Throws<DefinitionException>(() => ReadAll(values)).Faults];

    private static ClusterSettings? Read(params (string Key, string? Value)[] values) => ReadAll(WithDatabase(values));

    private static ClusterSettings? ReadAll(IEnumerable<KeyValuePair<string, string?>> values) => DendriteServer.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).Settings.Cluster;

    private static IEnumerable<KeyValuePair<string, string?>> WithDatabase((string Key, string? Value)[] values) =>
        values.Select(v => KeyValuePair.Create("Cluster:Tls:" + v.Key, v.Value)).Prepend(KeyValuePair.Create("Cluster:ConnectionString", (string?)"Host=db;Username=u"));
}
