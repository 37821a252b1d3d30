using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Addresses that the server is told to listen on.</summary>
internal static class ListenAddress
{
    /// <summary>The key of the public ones.</summary>
    public const string Urls = "urls";

    /// <summary>Where the server listens when nobody says otherwise.</summary>
    public const string Default = "http://127.0.0.1:5080";

    private const string InternalUrls = "Internal:Urls";
    private const string Endpoints = "Kestrel:Endpoints";

    /// <summary>The addresses in a text with semicolons between them.</summary>
    public static string[] Split(string text) => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The public addresses: what is said, the default, or none where Kestrel's own section says it.</summary>
    public static string[] PublicUrls(IConfiguration configuration) =>
        Split(configuration[Urls] ?? "") is { Length: > 0 } urls ? urls : AreEndpointsConfigured(configuration) ? [] : [Default];

    /// <summary>Whether Kestrel's own section says where to listen.</summary>
    public static bool AreEndpointsConfigured(IConfiguration configuration) => configuration.GetSection(Endpoints).GetChildren().Any();

    /// <summary>Whether something is to be listened on over TLS.</summary>
    public static bool IsTlsConfigured(IConfiguration configuration, IEnumerable<string> urls) =>
        urls.Append("").Concat(EndpointUrls(configuration).Select(e => e.Url)).Any(url => url.StartsWith("https:", StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads an address that can be listened on; null, and what is wrong, where it is none.</summary>
    public static BindingAddress? Parse(string url, out string? fault)
    {
        fault = null;
        try
        {
            var address = BindingAddress.Parse(url);
            fault = address switch
            {
                { IsNamedPipe: true } => "is a named pipe; it is an http or https address",
                { Scheme: not ("http" or "https") } => "is not an http or https address, such as http://127.0.0.1:5080",
                { IsUnixPipe: true } => null,
                { PathBase.Length: > 0 } => $"has a path, {address.PathBase}; a server listens on a host and a port",
                { Port: < 0 or > 65535 } => "has a port that is none; ports are 0 to 65535",
                { Host: "localhost", Port: 0 } => "asks for a free port of localhost, which is two addresses; say http://127.0.0.1:0",
                _ => null,
            };
            return fault is null ? address : null;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            fault = "is not an http or https address, such as http://127.0.0.1:5080";
            return null;
        }
    }

    /// <summary>Names what cannot be listened on, and where a public listener and an internal one would be the same.</summary>
    public static void AddFaults(IConfiguration configuration, IReadOnlyList<string> internalUrls, List<string> faults)
    {
        var taken = new Dictionary<int, string>();
        foreach (var url in PublicUrls(configuration)) Take(Urls, url);
        foreach (var (key, url) in EndpointUrls(configuration)) Take(key, url);
        foreach (var url in internalUrls)
        {
            if (Parse(url, out var fault) is not { } address) faults.Add($"{InternalUrls} has '{url}', which {fault}.");
            else if (!address.IsUnixPipe && address.Port > 0 && taken.TryGetValue(address.Port, out var other))
                faults.Add($"{InternalUrls} has '{url}', whose port is one of {other} too: what comes by it could not be told from the public.");
        }
        if (Split(configuration[Urls] ?? "").Length > 0 && AreEndpointsConfigured(configuration)) faults.Add($"{Urls} is set beside {Endpoints}, which says where to listen; leave one of them out.");

        void Take(string key, string url)
        {
            if (Parse(url, out var fault) is not { } address) faults.Add($"{key} has '{url}', which {fault}.");
            else if (!address.IsUnixPipe && address.Port > 0) taken.TryAdd(address.Port, key);
        }
    }

    private static IEnumerable<(string Key, string Url)> EndpointUrls(IConfiguration configuration) =>
        configuration.GetSection(Endpoints).GetChildren().Select(endpoint => endpoint.GetSection("Url")).Where(url => !string.IsNullOrEmpty(url.Value)).Select(url => (url.Path, url.Value!));
}
