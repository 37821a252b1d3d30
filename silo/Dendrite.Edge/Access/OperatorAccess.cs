using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Access;

/// <summary>
/// Who may use what is for operators: who has the admin token, who comes by an internal listener, and, where the only
/// listener is a loopback one, who is on this machine.
/// </summary>
internal sealed class OperatorAccess
{
    private readonly EdgeOptions _settings;
    private readonly byte[]? _token;
    private readonly Lazy<Listeners> _listeners;

    public OperatorAccess(IOptions<EdgeOptions> options, IServiceProvider services)
    {
        var settings = _settings = options.Value;
        _token = settings.AdminToken is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;
        _listeners = new(() => Listeners.Of(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [], settings.InternalUrls));
    }

    /// <summary>Whether there is a token to ask for.</summary>
    public bool HasToken => _token is not null;

    /// <summary>Whether the request may do what operators do.</summary>
    public bool Permits(HttpContext http) => HasRightToken(http.Request) || IsNear(http);

    /// <summary>Whether the request may read what monitors read.</summary>
    public bool PermitsMonitor(HttpContext http) => _settings.IsMonitorPublic || Permits(http);

    private bool HasRightToken(HttpRequest request)
    {
        if (_token is null || request.Headers.Authorization is not [{ } header] || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return false;
        // Hashes have one length, so the time says nothing about the token.
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim())), _token);
    }

    private bool IsNear(HttpContext http)
    {
        var listeners = _listeners.Value;
        if (listeners.InternalPorts.Contains(http.Connection.LocalPort)) return !IsLoopback(http.Connection.LocalIpAddress) || IsFromHere(http.Request);
        return listeners.IsSingleLoopback && IsFromHere(http.Request);
    }

    // A page of another site can make a browser connect to loopback under the site's own name, and a proxy on this machine
    // brings everybody: both show in the headers.
    private static bool IsFromHere(HttpRequest request) =>
        (request.Host.Host is "localhost" || (IPAddress.TryParse(request.Host.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)))
        && !request.Headers.ContainsKey("X-Forwarded-For") && !request.Headers.ContainsKey("Forwarded");

    private static bool IsLoopback(IPAddress? address) => address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
