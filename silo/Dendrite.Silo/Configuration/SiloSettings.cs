using Dendrite.Grains.Resources;

namespace Dendrite.Silo.Configuration;

/// <summary>Everything that the configuration says, validated.</summary>
public sealed record SiloSettings
{
    /// <summary>The backends, by the order of their names.</summary>
    public required IReadOnlyList<BackendDefinition> Backends { get; init; }

    /// <summary>Where state is kept; null keeps it in memory, lost with the process.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>How long a connection may be silent before a comment is sent on it. Default 15 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);
}
