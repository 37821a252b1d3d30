namespace Dendrite.Resilience.Breakers;

/// <summary>
/// Leave to make one call, from <see cref="Breaker.TryEnter(long, out BreakerPermit)"/>. Hand it to
/// <see cref="Breaker.Complete(in BreakerPermit, CallVerdict, TimeSpan, TimeSpan?)"/> exactly once, however the call ended.
/// </summary>
public readonly struct BreakerPermit
{
    internal BreakerPermit(long generation, bool probe) => (Generation, IsProbe) = (generation, probe);

    /// <summary>Whether the call is a probe of a half-open breaker.</summary>
    public bool IsProbe { get; }

    /// <summary>The period between two changes of state in which it was given; a verdict that arrives in a later period is not counted.</summary>
    internal long Generation { get; }
}
