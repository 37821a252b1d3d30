using System.Net;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Access;

/// <summary>What the addresses that the server listens on mean.</summary>
/// <param name="InternalPorts">The ports that only this deployment can reach.</param>
/// <param name="IsSingleLoopback">Whether there is one listener, for this machine only.</param>
internal sealed record Listeners(IReadOnlySet<int> InternalPorts, bool IsSingleLoopback)
{
    /// <summary>Reads the addresses as they are bound: the public ones first, then the internal ones in their order.</summary>
    public static Listeners Of(IEnumerable<string> bound, IReadOnlyList<string> internalUrls)
    {
        BindingAddress[] addresses = [.. bound.Select(BindingAddress.Parse)];
        var first = addresses.Length - internalUrls.Count;
        var ports = new HashSet<int>();
        for (var i = 0; i < internalUrls.Count && first >= 0; i++)
        {
            var configured = BindingAddress.Parse(internalUrls[i]).Port;
            ports.Add(configured == 0 ? addresses[first + i].Port : configured);
        }
        return new Listeners(ports, addresses is [var only] && internalUrls.Count == 0 && IsLoopback(only));
    }

    /// <summary>Whether an address can be reached from this machine only.</summary>
    public static bool IsLoopback(BindingAddress address) =>
        address.IsUnixPipe || address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
