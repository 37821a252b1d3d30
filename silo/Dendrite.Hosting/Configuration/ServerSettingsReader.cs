using Dendrite.Contracts.Configuration;
using Dendrite.Hosting.Storage;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads <see cref="ServerSettings"/>, collecting every fault.</summary>
public static class ServerSettingsReader
{
    /// <summary>Reads the settings; each fault is added, with its full key, and the default stands in its place.</summary>
    public static ServerSettings Read(IConfiguration configuration, List<string> faults)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(faults);
        var root = new SectionReader(configuration, faults);
        var settings = new ServerSettings
        {
            DataDirectory = root.Text("DataDirectory"),
            Durability = root.Choice("Durability", StateDurability.Process),
            InternalUrls = [.. root.List("Internal:Urls", []).SelectMany(ListenAddress.Split)],
            Cluster = ClusterSection.Read(configuration.GetSection(ClusterSection.Name), faults),
            Limits = LimitsSection.Read(configuration, faults),
            ShutdownTimeout = root.Duration("ShutdownTimeout", TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            IsDashboardOn = root.Flag("Dashboard:Enabled", false),
            OtlpEndpoint = ReadOtlp(root, out var overHttp),
            IsOtlpOverHttp = overHttp,
            Backends = BackendSection.Read(configuration, faults),
        };
        if (settings.DataDirectory is { } directory && File.Exists(directory)) root.Fault("DataDirectory", $"is '{directory}', which is a file; it is a directory, and is made where there is none");
        ListenAddress.AddFaults(configuration, settings.InternalUrls, faults);
        if (settings is { Cluster: not null, DataDirectory: not null }) root.Fault("DataDirectory", "is set beside Cluster, whose database keeps the state; leave one of them out");
        return settings;
    }

    /// <summary>Where telemetry goes; null where nowhere.</summary>
    private static Uri? ReadOtlp(SectionReader root, out bool overHttp)
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
}
