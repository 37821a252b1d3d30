namespace Dendrite.Contracts.Guards;

/// <summary>What an operator can do to a breaker.</summary>
public enum BreakerCommand
{
    /// <summary>Opens it now, as if its calls had failed: it recovers by a probe.</summary>
    Trip = 0,

    /// <summary>Closes it, whatever its state, and forgets what it counted. Silos whose own breaker is open close it too.</summary>
    Reset = 1,

    /// <summary>Refuses every call until it is reset.</summary>
    ForceOpen = 2,

    /// <summary>Lets every call through, and goes on counting, until it is reset.</summary>
    ForceClose = 3,

    /// <summary>Lets every call through, and judges nothing, until it is reset.</summary>
    Disable = 4,
}
