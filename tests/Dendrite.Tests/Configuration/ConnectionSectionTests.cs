using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Dendrite.Resources;
using Dendrite.Testing;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Configuration;

/// <summary>The section <c>Connection</c> of a backend.</summary>
public sealed class ConnectionSectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly CertificateAuthority _authority;
    private readonly List<string> _faults = [];

    public ConnectionSectionTests() => _authority = new CertificateAuthority(_folder, "authority");

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Read_Nothing_IsWhatTheMachineTrustsAndTheEnvironmentSays()
    {
        Assert.Equal(new ConnectionDefinition(), Read());
        Assert.Empty(_faults);
    }

    [Fact]
    public void Read_EverySetting_IsTaken()
    {
        using var own = _authority.Sign("dendrite");
        var (certificate, key) = _authority.WritePem(own, "own");
        var connection = Read(("Authority", _authority.File), ("Certificate", certificate), ("Key", key), ("Proxy", "http://p:3128"), ("ProxyUser", "u"), ("ProxyPassword", "s"), ("Lifetime", "1m"));
        Assert.Empty(_faults);
        Assert.Single(connection.Authority!);
        Assert.True(connection.Certificate!.HasPrivateKey);
        Assert.Equal((own.Thumbprint, new ProxyDefinition(new Uri("http://p:3128"), "u", "s"), TimeSpan.FromMinutes(1)), (connection.Certificate.Thumbprint, connection.Proxy, connection.Lifetime));
        Assert.DoesNotContain("s", connection.Proxy.ToString().Replace("http://", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    /// <summary>Read again they are other objects; the connections stay as long as the bytes do.</summary>
    [Fact]
    public void Read_TheSameFilesAgain_IsTheSameDefinition_AndARenewedOneIsAnother()
    {
        var pfx = _authority.WritePfx(_authority.Sign("dendrite"), "own");
        var settings = new[] { ("Certificate", pfx), ("Password", CertificateAuthority.Password), ("Authority", _authority.File) };
        var first = Read(settings);
        Assert.Equal(first, Read(settings));
        _authority.WritePfx(_authority.Sign("dendrite"), "own");
        Assert.NotEqual(first, Read(settings));
        Assert.Empty(_faults);
    }

    [Fact]
    public void Read_NoProxy_IsNoneWhateverTheEnvironmentSays() => Assert.Equal(ProxyDefinition.None, Read(("Proxy", "None")).Proxy);

    [Fact]
    public void Read_Faults_AreAllToldAndNoSecretWithThem()
    {
        Read(("Authority", Path.Combine(_folder, "nowhere.pem")), ("Key", Path.Combine(_folder, "no.key")), ("Proxy", "socks5://u:hunter2@p"), ("ProxyPassword", "hunter3"), ("Lifetime", "0s"));
        Assert.Equal(
            ["Authority", "Certificate", "Key", "Lifetime", "Proxy"],
            _faults.Select(fault => fault.Split(' ')[0]["Backends:b:Connection:".Length..]).Order());
        Assert.DoesNotContain(_faults, fault => fault.Contains("hunter", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ProxyUser is set, but no Proxy that it is for", "ProxyUser=u")]
    [InlineData("Proxy has a user name or password in it", "Proxy=http://u:hunter2@p/")]
    [InlineData("ProxyUser is missing", "Proxy=http://p", "ProxyPassword=x")]
    [InlineData("Certificate is missing; it is a PEM or PFX file", "Password=x")]
    [InlineData("Proxy is neither an http or https address such as http://proxy:3128 nor none", "Proxy=p:3128")]
    public void Read_WhatDoesNotFit_IsAFault(string fault, params string[] settings)
    {
        Read([.. settings.Select(setting => (setting[..setting.IndexOf('=')], setting[(setting.IndexOf('=') + 1)..]))]);
        Assert.Contains(fault, Assert.Single(_faults), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _faults[0], StringComparison.Ordinal);
    }

    private ConnectionDefinition Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => $"Backends:b:Connection:{s.Key}", s => (string?)s.Value)).Build();
        return ConnectionSection.Read(configuration.GetSection("Backends:b:Connection"), _faults);
    }
}
