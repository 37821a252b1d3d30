namespace Dendrite.Resilience.Breakers;

/// <summary>The six states of a <see cref="Breaker"/>.</summary>
public enum BreakerState
{
    /// <summary>Calls pass and are judged.</summary>
    Closed = 0,

    /// <summary>Calls are refused until the sleep window is over.</summary>
    Open = 1,

    /// <summary>A few probes pass; their results decide between closed and open.</summary>
    HalfOpen = 2,

    /// <summary>Calls are refused until somebody resets it.</summary>
    ForcedOpen = 3,

    /// <summary>Calls pass and are counted, but never open it.</summary>
    ForcedClosed = 4,

    /// <summary>Calls pass and nothing is counted.</summary>
    Disabled = 5,
}
