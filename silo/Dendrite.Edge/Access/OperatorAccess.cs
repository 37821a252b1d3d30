using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Access;

/// <summary>
/// Who is an operator: who has the admin token, who comes by an internal listener, and, where the only
/// listener is a loopback one, who is on this machine.
/// </summary>
internal sealed class OperatorAccess
{
    private readonly byte[]? _token;
    private readonly TokenAttempts _attempts;
    private readonly Lazy<Listeners> _listeners;
    private readonly TaskCompletionSource _bound = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OperatorAccess(IOptions<EdgeOptions> options, TokenAttempts attempts, IServiceProvider services, IHostApplicationLifetime lifetime)
    {
        var settings = options.Value;
        _token = settings.AdminToken is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;
        _attempts = attempts;
        _listeners = new(() => Listeners.Of(services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [], settings.InternalUrls));
        lifetime.ApplicationStarted.UnsafeRegister(static bound => ((TaskCompletionSource)bound!).TrySetResult(), _bound);
    }

    /// <summary>Whether there is a token to ask for.</summary>
    public bool HasToken => _token is not null;

    /// <summary>Whether the request may do what operators do.</summary>
    public async Task<Judgement> JudgeAsync(HttpContext http)
    {
        // The first of several listeners may be asked before the others are bound; alone it would look like the only one.
        if (!_bound.Task.IsCompleted) await _bound.Task.WaitAsync(http.RequestAborted);
        return IsNear(http) ? new Judgement(true) : JudgeToken(http);
    }

    private Judgement JudgeToken(HttpContext http)
    {
        if (_token is null || http.Request.Headers.Authorization is not [{ } header] || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return default;
        var from = http.Connection.RemoteIpAddress;
        if (_attempts.Wait(from) is { } wait) return new Judgement(false, wait);
        // Hashes have one length, so the time says nothing about the token.
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(header["Bearer ".Length..].Trim())), _token)
            ? new Judgement(true)
            : new Judgement(false, _attempts.Fail(from));
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

/// <summary>What is found out about a request.</summary>
/// <param name="IsOperator">Whether it comes from an operator.</param>
/// <param name="RetryAfter">When to try again, where too many wrong tokens have come; null else.</param>
internal readonly record struct Judgement(bool IsOperator, TimeSpan? RetryAfter = null);
