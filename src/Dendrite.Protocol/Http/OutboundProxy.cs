using System.Net;

namespace Dendrite.Protocol;

/// <summary>
/// The proxy on the way out. That of the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY), or of the system, is obeyed for everything
/// but this machine itself, which no proxy can reach for us; one that a setting names is obeyed for everything.
/// </summary>
internal sealed class OutboundProxy : IWebProxy
{
    private readonly IWebProxy _inner;
    private readonly string? _setting;

    /// <param name="inner">What decides.</param>
    /// <param name="setting">The setting that named it; null for the environment.</param>
    public OutboundProxy(IWebProxy inner, string? setting = null) => (_inner, _setting) = (inner, setting);

    /// <summary>The one of this process.</summary>
    public static OutboundProxy Default { get; } = new(HttpClient.DefaultProxy);

    /// <summary>The one that a definition stands for.</summary>
    public static OutboundProxy Of(ProxyDefinition proxy, string setting)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        if (proxy.IsOfEnvironment) return Default;
        // Without an address a WebProxy is none.
        return new OutboundProxy(new WebProxy(proxy.Address) { Credentials = proxy.User is { } user ? new NetworkCredential(user, proxy.Password) : null }, setting);
    }

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => _inner.Credentials;
        set => _inner.Credentials = value;
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : _inner.GetProxy(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return (_setting is null && host.IsLoopback) || _inner.IsBypassed(host);
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
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError => $"its proxy {proxy}, of {_setting ?? "HTTP_PROXY or HTTPS_PROXY"}, could not be reached: {RequestFailure.Explain(failure)}",
            _ => $"{RequestFailure.Explain(failure)} (by way of the proxy {proxy})",
        };
    }
}
