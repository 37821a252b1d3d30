using Orleans.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>The cluster that this silo is one of.</summary>
public sealed record ClusterSettings
{
    /// <summary>The PostgreSQL database of members, state and reminders, as Npgsql reads it. It may hold a password: don't log it.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The silos of one name are one cluster. Default <c>dendrite</c>.</summary>
    public string ClusterId { get; init; } = "dendrite";

    /// <summary>Whose state and reminders these are; it outlives a cluster. Default <c>dendrite</c>.</summary>
    public string ServiceId { get; init; } = "dendrite";

    /// <summary>The name or IP address by which other silos and clients reach this one; null takes the machine's first address.</summary>
    public string? Address { get; init; }

    /// <summary>The port for other silos, 1 to 65535. Default 11111.</summary>
    public int SiloPort { get; init; } = EndpointOptions.DEFAULT_SILO_PORT;

    /// <summary>The port for clients of the cluster, 1 to 65535. Default 30000.</summary>
    public int GatewayPort { get; init; } = EndpointOptions.DEFAULT_GATEWAY_PORT;

    /// <summary>How connections of both ports are encrypted and both their ends known; null leaves them open to who can reach them.</summary>
    public ClusterTls? Tls { get; init; }
}
