using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary>Addresses where no Dendrite is: one line that names the address, what was found and what was expected, and exit code 3.</summary>
public sealed class ForeignServerTests : IAsyncDisposable
{
    private readonly ScriptedBackend _other = new();
    private readonly TemporaryDirectory _folder = new();

    private string Authority => _other.BaseAddress.GetLeftPart(UriPartial.Authority);

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(200, "text/html", "<html></html>", "text/html instead of")]
    [InlineData(404, "text/html", "<h1>Not Found</h1>", "404")]
    [InlineData(404, "application/json", """["code"]""", "404")]
    [InlineData(500, "application/json", """{"detail":"theirs"}""", "500")]
    [InlineData(200, "application/json", """{"x":1}""", "does not answer as a Dendrite server does")]
    [InlineData(200, "application/json", """[{"name":5,"breaker":6}]""", "without")]
    [InlineData(200, "application/json", "[1]", "does not answer as a Dendrite server does")]
    [InlineData(200, "application/json", "nonsense", "none")]
    public async Task Server_IsNoDendrite_IsSaidInALine(int status, string type, string body, string found)
    {
        _other.Answer((_, reply) => reply.SendAsync(status, body, $"Content-Type: {type}"));
        foreach (var verb in (string[])["breakers", "metrics", "config", "backends", "resources"]) await AssertFailsAsync(found, Authority, verb, "--server", Authority);
        await AssertFailsAsync(status == 200 ? "instead of text/event-stream" : found, Authority, "top", "--server", Authority);
    }

    [Fact]
    public async Task Tls_Mistakes_AreSaidInWords()
    {
        using var authority = new CertificateAuthority(_folder.Path, "authority");
        using var certificate = authority.Sign("localhost");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var plain = new TcpListener(IPAddress.Loopback, 0);
        plain.Start();
        using var ending = new CancellationTokenSource();
        var serving = Task.WhenAll(ServeAsync(listener, stream => AgreeAsync(stream, certificate, ending.Token), ending.Token), ServeAsync(plain, stream => RefuseAsync(stream, ending.Token), ending.Token));
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        (string Address, string Found, string Polled)[] mistakes =
        [
            ($"https://{plain.LocalEndpoint}", "speaks no TLS", "speaks no TLS"),
            ($"https://localhost:{port}", "signed by nobody that this machine trusts", "signed by nobody"),
            ($"https://127.0.0.1:{port}", "another host name", "another host name"),
            ($"http://127.0.0.1:{port}", "https:", "connection"),
        ];
        foreach (var (address, found, polled) in mistakes)
        {
            await AssertFailsAsync(found, address, "breakers", "--server", address);
            await AssertFailsAsync(found, address, "fetch", "b/x", "--server", address);
            await AssertFailsAsync(polled, "The backend", "fetch", $"{address}/x");
        }
        await ending.CancelAsync();
        await serving;
    }

    private static async Task AssertFailsAsync(string found, string named, params string[] arguments)
    {
        await using var command = ChildProcess.Run(arguments);
        var (code, output, errors) = await command.ExitAsync(string.Join(' ', arguments));
        Assert.True(code == 3, $"{string.Join(' ', arguments)}: {code}: {string.Join(Environment.NewLine, errors)}");
        Assert.Empty(output);
        var line = Assert.Single(errors);
        Assert.Contains(found, line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpected", line, StringComparison.Ordinal);
        Assert.DoesNotContain("inner exception", line, StringComparison.Ordinal);
    }

    private static async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> serve, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(cancellationToken);
                await serve(client.GetStream());
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or AuthenticationException)
            {
                // The client refuses the certificate, or the test is over.
            }
        }
    }

    private static async Task AgreeAsync(NetworkStream stream, X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        await using var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, cancellationToken);
    }

    /// <summary>As web servers answer to what is no request.</summary>
    private static async Task RefuseAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var request = new byte[4096];
        await stream.ReadAtLeastAsync(request, 1, throwOnEndOfStream: false, cancellationToken);
        await stream.WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellationToken);
    }
}
