using System.Globalization;

namespace Dendrite.Silo.Configuration;

/// <summary>Reads the settings of listeners, operators and telemetry.</summary>
internal static class OperatorSettings
{
    private const int ShortestToken = 16;
    private const string UrlsKey = "Internal:Urls";

    /// <summary>The internal addresses; their ports are not among the public ones, for the port tells the two apart.</summary>
    public static IReadOnlyList<string> ReadInternalUrls(SectionReader root)
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
    public static string? ReadToken(SectionReader root)
    {
        if (root.Text("Admin:Token") is not { } token) return null;
        if (token.Length < ShortestToken || token.Any(c => c is <= ' ' or > '~'))
            root.Fault("Admin:Token", string.Create(CultureInfo.InvariantCulture, $"is not a token: at least {ShortestToken} printable ASCII characters without spaces"));
        return token;
    }

    /// <summary>Where telemetry goes; null where nowhere.</summary>
    public static Uri? ReadOtlp(SectionReader root, out bool overHttp)
    {
        const string Key = "Otlp:Endpoint";
        overHttp = false;
        if (root.Text("Otlp:Protocol") is { } protocol)
        {
            overHttp = protocol.Equals("http", StringComparison.OrdinalIgnoreCase);
            if (!overHttp && !protocol.Equals("grpc", StringComparison.OrdinalIgnoreCase)) root.Fault("Otlp:Protocol", $"is '{protocol}', neither grpc nor http");
        }
        if (root.Text(Key) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https") return endpoint;
        root.Fault(Key, $"is '{text}', not an absolute http or https address");
        return null;
    }

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
