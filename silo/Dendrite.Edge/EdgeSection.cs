using System.Globalization;
using Dendrite.Contracts.Configuration;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Edge;

/// <summary>Reads <see cref="EdgeOptions"/> from a configuration section, collecting every fault.</summary>
internal static class EdgeSection
{
    private const int ShortestToken = 16;
    private const string UrlsKey = "Internal:Urls";

    /// <summary>Sets what the section sets; each fault is added with its full key.</summary>
    public static void Apply(IConfiguration section, EdgeOptions options, List<string> faults)
    {
        var reader = new SectionReader(section, faults);
        options.Heartbeat = reader.Duration("Heartbeat", options.Heartbeat, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        options.AdminToken = ReadToken(reader) ?? options.AdminToken;
        options.IsMonitorPublic = reader.Flag("Monitor:Public", options.IsMonitorPublic);
        options.MaxStreams = reader.Number("Monitor:MaxStreams", options.MaxStreams, 1, 1000);
        options.MaxListeners = reader.Number("Limits:MaxListeners", options.MaxListeners, 1, 10_000_000);
        options.MaxListenersPerClient = reader.Number("Limits:MaxListenersPerClient", options.MaxListenersPerClient, 1, 10_000_000);
        if (ReadProtocols(section, faults) is { Count: > 0 } protocols) options.Protocols = protocols;
        if (ReadInternalUrls(reader) is { Length: > 0 } urls) options.InternalUrls = urls;
    }

    /// <summary>The switches; whether a protocol of that name exists is known only where protocols are mapped.</summary>
    private static Dictionary<string, bool> ReadProtocols(IConfiguration root, List<string> faults)
    {
        var section = root.GetSection("Protocols");
        var reader = new SectionReader(section, faults);
        return section.GetChildren().ToDictionary(p => p.Key, p => reader.Flag(p.Key, true), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The internal addresses; their ports are not among the public ones, for the port tells the two apart.</summary>
    private static string[] ReadInternalUrls(SectionReader root)
    {
        string[] urls = [.. root.List(UrlsKey, []).SelectMany(u => u.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        int[] taken = [.. (root.Text("urls") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(PortOf).Where(port => port > 0)];
        foreach (var url in urls)
        {
            if (PortOf(url) is not (var port and >= 0)) root.Fault(UrlsKey, $"has '{url}', not an http address with a port such as http://127.0.0.1:5081");
            else if (port > 0 && taken.Contains(port)) root.Fault(UrlsKey, $"has '{url}', whose port is a public one");
        }
        return urls;
    }

    /// <summary>The token; its text is never repeated in a fault.</summary>
    private static string? ReadToken(SectionReader root)
    {
        if (root.Text("Admin:Token") is not { } token) return null;
        if (FaultOfToken(token) is not { } fault) return token;
        root.Fault("Admin:Token", fault);
        return null;
    }

    /// <summary>What is wrong with a token, without its text; null where nothing is.</summary>
    public static string? FaultOfToken(string token) =>
        token.Length >= ShortestToken && token.All(c => c is > ' ' and <= '~')
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"is not a token: at least {ShortestToken} printable ASCII characters without spaces");

    /// <summary>The port of an address that can be listened on; -1 where it is none.</summary>
    private static int PortOf(string url)
    {
        try
        {
            var address = Microsoft.AspNetCore.Http.BindingAddress.Parse(url.Trim());
            return address.IsUnixPipe || address.IsNamedPipe || address.Scheme is not ("http" or "https") ? -1 : address.Port;
        }
        catch (FormatException)
        {
            return -1;
        }
    }
}
