using System.Net;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Access;

/// <summary>Who is an operator: who has the admin token, and who comes by a listener that is not for everybody.</summary>
internal sealed class OperatorAccess(AdminToken token, TokenAttempts attempts)
{
    /// <summary>Whether there is a token to ask for.</summary>
    public bool HasToken => token.Exists;

    /// <summary>Whether the request may do what operators do.</summary>
    public Judgement Judge(HttpContext http) => IsNear(http) ? new Judgement(true) : JudgeToken(http);

    private Judgement JudgeToken(HttpContext http)
    {
        if (!token.Exists || http.Request.Headers.Authorization is not [{ } header] || !header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)) return default;
        var from = http.Connection.RemoteIpAddress;
        if (attempts.Wait(from) is { } wait) return new Judgement(false, wait);
        return token.Is(header["Bearer ".Length..].Trim()) ? new Judgement(true) : new Judgement(false, attempts.Fail(from));
    }

    private static bool IsNear(HttpContext http) =>
        http.Features.Audience() is not DendriteAudience.Public && (!IsLoopback(http.Connection.LocalIpAddress) || IsFromHere(http.Request));

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
