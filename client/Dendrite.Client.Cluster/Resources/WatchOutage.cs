using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>Decides when listeners are told that the watch of their resource is away: once for each reason, and not while a move takes its usual time.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class WatchOutage
{
    /// <summary>How long a watch that ended in order may take to open elsewhere before that is told: a silo that stops moves its resources in less.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    /// <summary>How long a watch that broke may take: a silo that stops in order may turn a question away before it ends the watch.</summary>
    public static readonly TimeSpan ShortGrace = TimeSpan.FromSeconds(0.5);

    private DendriteErrorCode? _told;

    /// <summary>Until when nothing is told of an outage; null while there is none.</summary>
    public DateTimeOffset? PatientUntil { get; private set; }

    /// <summary>True while nothing is to be told or refused yet: the resource is on its way.</summary>
    public bool IsPatient { get; private set; }

    /// <summary>The watch has ended, or an attempt to open it has. True where listeners are to be told.</summary>
    /// <param name="why">Null where it ended in order.</param>
    /// <param name="grace">How long it may take to open again; that of the first end counts.</param>
    /// <param name="now">The time.</param>
    public bool Tells(DendriteErrorCode? why, TimeSpan grace, DateTimeOffset now)
    {
        PatientUntil ??= now + grace;
        IsPatient = _told is null && now < PatientUntil;
        var code = why ?? DendriteErrorCode.ClusterUnavailable;
        if (IsPatient || code == _told) return false;
        _told = code;
        return true;
    }

    /// <summary>The watch is open.</summary>
    public void End() => (PatientUntil, _told, IsPatient) = (null, null, false);
}
