using Dendrite.Hosting.Storage;
using Dendrite.Resources;

namespace Dendrite.Hosting.Configuration;

/// <summary>What the configuration says of a server of its own, but for its edges; validated.</summary>
public sealed record ServerSettings
{
    /// <summary>The backends, by the order of their names.</summary>
    public required IReadOnlyList<BackendDefinition> Backends { get; init; }

    /// <summary>Where state is kept; null keeps it in memory, lost with the process.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>What a write to the data directory survives. Default <see cref="StateDurability.Process"/>.</summary>
    public StateDurability Durability { get; init; }

    /// <summary>The cluster that this silo joins, whose database keeps its state then; null where it is one by itself.</summary>
    public ClusterSettings? Cluster { get; init; }

    /// <summary>What the resources of the silo may take together.</summary>
    public ResourceLimits Limits { get; init; } = new();

    /// <summary>How long an orderly end may take: listeners are told, resources move to other silos. Default 10 s; 1 s to 10 min.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Further addresses that the server listens on, which only this deployment can reach: operators need no token there. Default none.</summary>
    public IReadOnlyList<string> InternalUrls { get; init; } = [];

    /// <summary>Whether Orleans's dashboard is at <c>/orleans</c>, for operators. Default false.</summary>
    public bool IsDashboardOn { get; init; }

    /// <summary>Where metrics and traces are sent by OTLP; null sends none.</summary>
    public Uri? OtlpEndpoint { get; init; }

    /// <summary>How they are sent: gRPC, or protobuf over HTTP. Default gRPC.</summary>
    public bool IsOtlpOverHttp { get; init; }
}
