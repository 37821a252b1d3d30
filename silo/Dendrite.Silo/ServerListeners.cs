using System.Net;
using Dendrite.Edge.Access;
using Dendrite.Hosting.Configuration;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dendrite.Silo;

/// <summary>Opens the listeners of the server, each marked with who is meant by it.</summary>
/// <param name="publicUrls">The addresses for everybody.</param>
/// <param name="internalUrls">The addresses that only this deployment can reach.</param>
/// <param name="areOthersConfigured">Whether Kestrel opens further ones by its own section; those are for everybody.</param>
internal sealed class ServerListeners(IReadOnlyList<string> publicUrls, IReadOnlyList<string> internalUrls, bool areOthersConfigured)
{
    /// <summary>Alone and on a loopback address, the public listener is the operators' too.</summary>
    private bool IsAlone => publicUrls is [var only] && internalUrls.Count == 0 && !areOthersConfigured && IsLoopback(Parse(only));

    /// <summary>Opens the public ones, then the internal ones.</summary>
    public void Open(KestrelServerOptions kestrel)
    {
        foreach (var url in publicUrls) Open(kestrel, Parse(url), IsAlone ? DendriteAudience.Operators : DendriteAudience.Public);
        foreach (var url in internalUrls) Open(kestrel, Parse(url), DendriteAudience.Internal);
    }

    /// <summary>The first of the bound addresses where operators need no token; null where there is none.</summary>
    public string? OperatorsAt(IEnumerable<string> bound) => IsAlone ? bound.FirstOrDefault() : internalUrls.Count > 0 ? bound.Skip(publicUrls.Count).FirstOrDefault() : null;

    /// <summary>The addresses as they were written.</summary>
    public override string ToString() => string.Join(", ", publicUrls.Concat(internalUrls).Concat(areOthersConfigured ? ["Kestrel:Endpoints"] : []));

    private static BindingAddress Parse(string url) => ListenAddress.Parse(url, out var fault) ?? throw new FormatException($"'{url}' {fault}.");

    private static void Open(KestrelServerOptions kestrel, BindingAddress address, DendriteAudience audience)
    {
        if (address.IsUnixPipe) kestrel.ListenUnixSocket(address.UnixPipePath, Configure);
        else if (address.Host == "localhost") kestrel.ListenLocalhost(address.Port, Configure);
        else if (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip)) kestrel.Listen(ip, address.Port, Configure);
        else kestrel.ListenAnyIP(address.Port, Configure);

        void Configure(ListenOptions listener)
        {
            listener.UseDendriteAudience(audience);
            if (address.Scheme == "https") listener.UseHttps();
        }
    }

    private static bool IsLoopback(BindingAddress address) =>
        address.IsUnixPipe || address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
