using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>Decides when listeners are told that the watch of their resource is away: once for each reason, and not while a move takes its usual time.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class WatchOutage
{
    /// <summary>How long a watch that ended in order may take to open elsewhere before that is told: a silo that stops moves its resources in less.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    private DateTimeOffset? _endedAt;
    private DendriteErrorCode? _told;

    /// <summary>True while nothing is to be told or refused yet: the resource is on its way.</summary>
    public bool IsPatient { get; private set; }

    /// <summary>The watch has ended, or an attempt to open it has. True where listeners are to be told.</summary>
    /// <param name="why">Null where it ended in order.</param>
    /// <param name="now">The time.</param>
    public bool Tells(DendriteErrorCode? why, DateTimeOffset now)
    {
        if (why is null) _endedAt ??= now;
        IsPatient = _told is null && now - _endedAt < Grace;
        var code = why ?? DendriteErrorCode.ClusterUnavailable;
        if (IsPatient || code == _told) return false;
        _told = code;
        return true;
    }

    /// <summary>The watch is open.</summary>
    public void End() => (_endedAt, _told, IsPatient) = (null, null, false);
}
