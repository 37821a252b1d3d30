using Dendrite.Grains.Resources;
using Dendrite.Silo.Storage;

namespace Dendrite.Silo.Configuration;

/// <summary>Everything that the configuration says, validated.</summary>
public sealed record SiloSettings
{
    /// <summary>The backends, by the order of their names.</summary>
    public required IReadOnlyList<BackendDefinition> Backends { get; init; }

    /// <summary>Where state is kept; null keeps it in memory, lost with the process.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>What a write to the data directory survives. Default <see cref="StateDurability.Process"/>.</summary>
    public StateDurability Durability { get; init; }

    /// <summary>The cluster that this silo joins, whose database keeps its state then; null where it is one by itself.</summary>
    public ClusterSettings? Cluster { get; init; }

    /// <summary>How long a connection may be silent before a comment is sent on it. Default 15 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Further addresses, which only this deployment can reach: operators need no token there. Default none.</summary>
    public IReadOnlyList<string> InternalUrls { get; init; } = [];

    /// <summary>What operators send as Bearer to be let in anywhere; null where there is none. At least 16 characters.</summary>
    public string? AdminToken { get; init; }

    /// <summary>Whether monitors may read on every listener. Default false.</summary>
    public bool IsMonitorPublic { get; init; }

    /// <summary>How many hystrix.streams may be open at once. Default 5.</summary>
    public int MaxStreams { get; init; } = 5;

    /// <summary>Where metrics and traces are sent by OTLP; null sends none.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>How they are sent: gRPC, or protobuf over HTTP. Default gRPC.</summary>
    public bool IsOtlpOverHttp { get; init; }
}
