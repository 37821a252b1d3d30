namespace Dendrite.Contracts.Guards;

/// <summary>The states of a breaker, with the numbers that the library's breakers use.</summary>
public enum CircuitState
{
    /// <summary>Calls pass and are judged.</summary>
    Closed = 0,

    /// <summary>Calls are refused until the time for a probe has come.</summary>
    Open = 1,

    /// <summary>One probe for the whole cluster passes; its result decides between closed and open.</summary>
    HalfOpen = 2,

    /// <summary>Calls are refused until somebody resets it.</summary>
    ForcedOpen = 3,

    /// <summary>Calls pass and are counted, but never open it.</summary>
    ForcedClosed = 4,

    /// <summary>Calls pass and nothing is judged.</summary>
    Disabled = 5,
}
