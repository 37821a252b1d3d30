namespace Dendrite.Resilience.Timing;

/// <summary>What an entry of a <see cref="RequestTimer"/> is.</summary>
public enum TimingKind
{
    /// <summary>A stretch of time, running or over.</summary>
    Interval = 0,

    /// <summary>A moment.</summary>
    Event = 1,
}
