using System.Net;
using System.Net.Sockets;
using Dendrite.Contracts.Configuration;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads the section <c>Cluster</c>.</summary>
internal static class ClusterSection
{
    public const string Name = "Cluster";

    private const string Form = "PostgreSQL's, as Npgsql reads it: Host=db;Database=dendrite;Username=dendrite;Password=secret";

    /// <summary>The settings; null where there is no such section.</summary>
    public static ClusterSettings? Read(IConfigurationSection section, List<string> faults)
    {
        if (!section.Exists()) return null;
        var reader = new SectionReader(section, faults);
        var settings = new ClusterSettings { ConnectionString = ReadConnectionString(section, faults) ?? "" };
        settings = settings with
        {
            ClusterId = reader.Text(nameof(settings.ClusterId)) ?? settings.ClusterId,
            // Two clusters of one service would write the same state.
            ServiceId = reader.Text(nameof(settings.ServiceId)) ?? reader.Text(nameof(settings.ClusterId)) ?? settings.ServiceId,
            Address = ReadAddress(reader),
            SiloPort = reader.Number(nameof(settings.SiloPort), settings.SiloPort, 1, 65_535),
            GatewayPort = reader.Number(nameof(settings.GatewayPort), settings.GatewayPort, 1, 65_535),
            Tls = ClusterTlsSection.Read(section.GetSection(nameof(settings.Tls)), faults),
        };
        if (settings.SiloPort == settings.GatewayPort) reader.Fault(nameof(settings.GatewayPort), $"is {settings.GatewayPort}, as SiloPort; they are two ports");
        return settings;
    }

    private static string? ReadAddress(SectionReader reader)
    {
        const string Key = nameof(ClusterSettings.Address);
        if (reader.Text(Key) is not { } text) return null;
        try
        {
            if (Dns.GetHostAddresses(text, AddressFamily.InterNetwork).Any(a => !a.Equals(IPAddress.Any))) return text;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
        }
        reader.Fault(Key, $"is '{text}', which is no IPv4 address of a machine and no name of one");
        return null;
    }

    /// <summary>The connection string; null, and a fault, where there is none that can be read. Its text is in no fault: it may hold a password.</summary>
    public static string? ReadConnectionString(IConfigurationSection section, List<string> faults)
    {
        const string Key = nameof(ClusterSettings.ConnectionString);
        var reader = new SectionReader(section, faults);
        if (reader.Text(Key) is null)
        {
            if (section[Key] is null) reader.Fault(Key, "is missing; it is " + Form);
            return null;
        }
        if (reader.Secret(Key) is not { } text) return null;
        try
        {
            if (new NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 }) return text;
            reader.Fault(Key, "names no Host; it is " + Form);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            reader.Fault(Key, "cannot be read; it is " + Form);
        }
        return null;
    }
}
