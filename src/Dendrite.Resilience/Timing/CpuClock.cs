namespace Dendrite.Resilience.Timing;

/// <summary>Counts processor time. A reading may be unknown, never wrong.</summary>
public abstract class CpuClock
{
    /// <summary>The processor time of the whole process, on every platform.</summary>
    public static CpuClock Process { get; } = new ProcessCpuClock();

    /// <summary>
    /// The processor time of the thread that reads it: for intervals that begin and end on one thread. Null where the
    /// platform does not tell (it does on Linux and macOS).
    /// </summary>
    public static CpuClock Thread { get; } = new ThreadCpuClock();

    /// <summary>The processor time used so far; null where unknown.</summary>
    public abstract TimeSpan? Read();

    /// <summary>Identifies what <see cref="Read"/> counts now; two readings with different owners can't be compared.</summary>
    public abstract int Owner { get; }
}
