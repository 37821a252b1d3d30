using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>The connections to one backend, as its definition wants them, and those to where it redirects: there nothing of ours is presented. Thread-safe.</summary>
internal sealed class UpstreamConnections : IDisposable
{
    private readonly BackendDefinition _backend;
    private readonly bool _unpacks;
    private readonly OutboundProxy _proxy;
    private readonly HttpMessageInvoker _home;
    private readonly Lazy<HttpMessageInvoker> _elsewhere;

    /// <param name="backend">The backend.</param>
    /// <param name="unpacks">Whether bodies are unpacked on the way, as far as .NET can; else they come as they were sent.</param>
    public UpstreamConnections(BackendDefinition backend, bool unpacks = true)
    {
        (_backend, _unpacks) = (backend, unpacks);
        _proxy = OutboundProxy.Of(backend.Connection.Proxy, $"Backends:{backend.Name}:Connection:Proxy");
        _home = new HttpMessageInvoker(MakeHandler(TlsOf(backend.Connection)));
        _elsewhere = new(() => new HttpMessageInvoker(MakeHandler(new SslClientAuthenticationOptions())));
    }

    /// <summary>The host and port of the proxy on the way to the backend; null where there is none.</summary>
    public string? Proxy => _proxy.Of(_backend.BaseAddress);

    /// <summary>Sends a request to the backend's own origin, or to another.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isHome, CancellationToken cancellationToken) =>
        (isHome ? _home : _elsewhere.Value).SendAsync(request, cancellationToken);

    /// <summary>Why there was no answer, in words.</summary>
    public string Explain(HttpRequestException failure)
    {
        var reason = _proxy.Explain(_backend.BaseAddress, failure);
        return _backend.Connection.Authority is null ? reason : reason.Replace(RequestFailure.SignedByNobody, "its certificate is not signed by Connection:Authority", StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _home.Dispose();
        if (_elsewhere.IsValueCreated) _elsewhere.Value.Dispose();
    }

    private static SslClientAuthenticationOptions TlsOf(ConnectionDefinition connection)
    {
        var tls = new SslClientAuthenticationOptions();
        if (connection.Certificate is { } certificate)
        {
            tls.ClientCertificates = [certificate];
            // Also where the backend names authorities of which ours is none: it is the operator who knows.
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }
        if (connection.Authority is not { } authority) return tls;
        // As by default, nobody outside is asked what was revoked.
        tls.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        tls.CertificateChainPolicy.CustomTrustStore.AddRange(authority);
        tls.CertificateChainPolicy.ExtraStore.AddRange(authority);
        return tls;
    }

    private SocketsHttpHandler MakeHandler(SslClientAuthenticationOptions tls) => new()
    {
        AllowAutoRedirect = false,
        Proxy = _proxy,
        AutomaticDecompression = _unpacks ? DecompressionMethods.All : DecompressionMethods.None,
        UseCookies = false,
        PooledConnectionLifetime = _backend.Connection.Lifetime,
        EnableMultipleHttp2Connections = true,
        SslOptions = tls,
    };
}
