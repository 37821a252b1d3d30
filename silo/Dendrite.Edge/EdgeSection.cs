using System.Globalization;
using Dendrite.Contracts.Configuration;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Edge;

/// <summary>Reads <see cref="EdgeOptions"/> from a configuration section, collecting every fault.</summary>
internal static class EdgeSection
{
    private const int ShortestToken = 16;

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
    }

    /// <summary>The switches; whether a protocol of that name exists is known only where protocols are mapped.</summary>
    private static Dictionary<string, bool> ReadProtocols(IConfiguration root, List<string> faults)
    {
        var section = root.GetSection("Protocols");
        var reader = new SectionReader(section, faults);
        return section.GetChildren().ToDictionary(p => p.Key, p => reader.Flag(p.Key, true), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The token; its text is never repeated in a fault.</summary>
    private static string? ReadToken(SectionReader root)
    {
        if (root.Text("Admin:Token") is not { } token) return null;
        if (FaultOfSecret(token) is not { } fault) return token;
        root.Fault("Admin:Token", fault);
        return null;
    }

    /// <summary>What is wrong with a token or a reference to one; null where nothing is.</summary>
    public static string? FaultOfSecret(string text) => SecretReference.Resolve(text, out var unread) is { } token ? FaultOfToken(token) : unread;

    /// <summary>What is wrong with a token, without its text; null where nothing is.</summary>
    public static string? FaultOfToken(string token) =>
        token.Length >= ShortestToken && token.All(c => c is > ' ' and <= '~')
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"is not a token: at least {ShortestToken} printable ASCII characters without spaces");
}
