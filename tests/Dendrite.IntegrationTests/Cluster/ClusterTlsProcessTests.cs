using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Streams;
using Dendrite.Hosting.Cluster;
using Dendrite.Hosting.Configuration;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>Two processes, one cluster, TLS between them; and who does not get in.</summary>
[Collection(PostgresTests.Name)]
public sealed class ClusterTlsProcessTests(PostgresServer server) : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [PostgresFact]
    public async Task Silos_OfOneAuthority_ShareOnePoll_AndNobodyElseGetsIn()
    {
        using var ours = new CertificateAuthority(_folder.Path, "ours");
        using var others = new CertificateAuthority(_folder.Path, "others");
        var connectionString = await server.CreateDatabaseAsync();
        await new ClusterDatabase(connectionString).InitializeAsync();
        await using var backend = new ScriptedBackend { Document = Numbered(0) };

        string[] settings = [.. ClusterProcess.SettingsFor(connectionString, backend, out var siloPort, out var gatewayPort), .. Tls(ours, "one")];
        var (first, firstUrl) = await ServeProcess.StartAsync(settings);
        await using var one = first;
        var (second, secondUrl) = await ServeProcess.StartAsync([.. ClusterProcess.SettingsFor(connectionString, backend), .. Tls(ours, "two")]);
        await using var two = second;
        await AssertOnePollAsync(backend, firstUrl, secondUrl);
        Assert.DoesNotContain("neither login nor encryption", first.Printed, StringComparison.Ordinal);

        foreach (var port in (int[])[siloPort, gatewayPort])
        {
            await AssertPlainGetsNothingAsync(port);
            await AssertCertificateDecidesAsync(port, ours, others, first);
        }

        await AssertClientJoinsAsync(connectionString, ours, backend.Document);
        await using var intruder = ChildProcess.Run(
            ["serve", "--urls", "http://127.0.0.1:0", .. ClusterProcess.SettingsFor(connectionString, backend), .. Tls(others, "intruder")]);
        Assert.Contains("CN=one, is not signed by Cluster:Tls:Authority", await intruder.ErrorLineAsync("another authority", "CN=one,"), StringComparison.Ordinal);
        Assert.Equal(2L, await ClusterProcess.ScalarAsync(connectionString, "select count(*) from dendrite_silo where status = 3"));
        Assert.DoesNotContain("listens on", intruder.Printed, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task Serve_OnAnOpenAddressWithoutTls_WarnsOnce()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await new ClusterDatabase(connectionString).InitializeAsync();
        await using var backend = new ScriptedBackend();
        string[] settings = [.. ClusterProcess.SettingsFor(connectionString, backend, out var siloPort, out var gatewayPort).Where(s => !s.StartsWith("--Cluster:Address", StringComparison.Ordinal))];
        var (silo, _) = await ServeProcess.StartAsync(settings);
        await using var one = silo;
        Assert.Equal(2, silo.Printed.Split($"The cluster's ports, {siloPort} and {gatewayPort}, have neither login nor encryption").Length);
    }

    private static async Task AssertOnePollAsync(ScriptedBackend backend, params Uri[] silos)
    {
        var listeners = await Task.WhenAll(silos.Select(silo => SseClient.ConnectAsync(new Uri(ServeProcess.Resource(silo, "b/x").AbsoluteUri + "?dendrite-format=patch"))));
        await Task.WhenAll(listeners.Select(listener => listener.NextAsync("snapshot", "start")));
        backend.Document = Numbered(1);
        var patches = await Task.WhenAll(listeners.Select(listener => listener.NextAsync("patch", "a change")));
        Assert.Single(patches.Select(patch => (patch.Id, patch.Data)).Distinct());
        foreach (var listener in listeners) await listener.DisposeAsync();
    }

    /// <summary>A client of the cluster, as docs/cluster.md has it.</summary>
    private static async Task AssertClientJoinsAsync(string connectionString, CertificateAuthority ours, string document)
    {
        using var certificate = ours.Sign("client");
        using var authority = X509CertificateLoader.LoadCertificateFromFile(ours.File);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(cluster => cluster
            .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = "dendrite")
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString))
            .AddMemoryStreams(DendriteStreams.ProviderName)
            .UseTls(certificate, tls =>
            {
                tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
                tls.OnAuthenticateAsClient = (_, options) => options.TargetHost = "";
                tls.RemoteCertificateValidation = (peer, _, _) =>
                {
                    using var chain = new X509Chain();
                    chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                    chain.ChainPolicy.CustomTrustStore.Add(authority);
                    chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                    return chain.Build(peer);
                };
            }));
        using var host = builder.Build();
        await Wait.ForAsync("a client with TLS", "its start", "connected", host.StartAsync());
        await using (var feeds = new ResourceFeeds(host.Services.GetRequiredService<IClusterClient>(), TimeProvider.System))
        await using (var reader = Reader.Start(new ClusterDendriteClient(feeds), ResourceFormat.Patch))
            await reader.UntilAsync("a client with TLS", document);
        await host.StopAsync();
    }

    /// <summary>Orleans's own greeting without TLS: the connection ends without an answer, but for what TLS says of an error.</summary>
    private static async Task AssertPlainGetsNothingAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await client.GetStream().WriteAsync(new byte[] { 0x40, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4 });
        var answer = new byte[100];
        var length = 0;
        try
        {
            length = await Wait.ForAsync("plain TCP", $"port {port}", "the end", client.GetStream().ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false).AsTask());
        }
        catch (IOException)
        {
            // Reset: nothing came.
        }
        // An alert of TLS is seven bytes, the first of them 21.
        Assert.True(length == 0 || (length == 7 && answer[0] == 21), $"{length} bytes came: {Convert.ToHexString(answer.AsSpan(0, length))}.");
    }

    private static async Task AssertCertificateDecidesAsync(int port, CertificateAuthority ours, CertificateAuthority others, ChildProcess silo)
    {
        using var member = ours.Sign($"member of {port}", use: ClusterTls.ClientUse);
        using var misused = ours.Sign($"web server of {port}", use: ClusterTls.ServerUse);
        using var stranger = others.Sign($"stranger of {port}");
        Assert.True(await IsLetInAsync(port, member));
        Assert.False(await IsLetInAsync(port, null));
        Assert.False(await IsLetInAsync(port, misused));
        Assert.False(await IsLetInAsync(port, stranger));
        Assert.Contains("not signed by Cluster:Tls:Authority", await silo.ErrorLineAsync("a stranger", $"CN=stranger of {port}"), StringComparison.Ordinal);
    }

    /// <summary>Whether the connection stays after the handshake. A silo may greet or wait for the other side's greeting: silence is a yes too.</summary>
    private static async Task<bool> IsLetInAsync(int port, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(client.GetStream(), false, (_, peer, _, _) => peer?.Subject == "CN=one");
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "", ClientCertificates = certificate is null ? [] : [certificate] });
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
            return await tls.ReadAsync(new byte[1], patience.Token) > 0;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
        catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }

    private static string[] Tls(CertificateAuthority authority, string name)
    {
        using var certificate = authority.Sign(name);
        var (path, key) = authority.WritePem(certificate, name);
        return [$"--Cluster:Tls:Certificate={path}", $"--Cluster:Tls:Key={key}", $"--Cluster:Tls:Authority={authority.File}"];
    }

    private static string Numbered(int number) => $$"""{"n":{{number}},"text":"which does not change and is long enough that a patch is the smaller of the two"}""";
}
