using System.Net;

namespace Dendrite.Protocol;

/// <summary>
/// The proxy of the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY), or of the system: obeyed for everything but this
/// machine itself, which no proxy can reach for us.
/// </summary>
internal sealed class OutboundProxy(IWebProxy inner) : IWebProxy
{
    /// <summary>The one of this process.</summary>
    public static OutboundProxy Default { get; } = new(HttpClient.DefaultProxy);

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => inner.Credentials;
        set => inner.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : inner.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return host.IsLoopback || inner.IsBypassed(host);
    }

    /// <summary>The host and port of the proxy on the way to a destination; null where there is none. Its credentials are not in it.</summary>
    public string? Of(Uri destination) => GetProxy(destination) is { } proxy && proxy.Authority != destination.Authority ? $"{proxy.Host}:{proxy.Port}" : null;

    /// <summary>Why a destination could not be reached. What goes wrong at the proxy reads as the proxy's, for the destination was never asked.</summary>
    public string Explain(Uri destination, HttpRequestException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        if (Of(destination) is not { } proxy) return RequestFailure.Explain(failure, destination.Scheme == Uri.UriSchemeHttp);
        return failure.HttpRequestError switch
        {
            HttpRequestError.ProxyTunnelError => $"the proxy {proxy} refused the connection{(failure.StatusCode is { } status ? $" ({(int)status})" : "")}",
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError => $"its proxy {proxy}, of HTTP_PROXY or HTTPS_PROXY, could not be reached: {RequestFailure.Explain(failure)}",
            _ => $"{RequestFailure.Explain(failure)} (by way of the proxy {proxy})",
        };
    }
}
