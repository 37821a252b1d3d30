using Dendrite.Protocol;

namespace Dendrite.Contracts.Guards;

/// <summary>The breaker of a guard as the cluster sees it. Reading it changes nothing.</summary>
/// <param name="Guard">Whose it is.</param>
/// <param name="State">The cluster's state; a silo may be open by its own evidence beside it, see <paramref name="Silos"/>.</param>
/// <param name="Reason">Why, in words; empty for a breaker that never changed.</param>
/// <param name="By">The operator who decided; empty where the cluster's evidence did.</param>
/// <param name="Since">When the state began; null for a breaker that never changed.</param>
/// <param name="RetryAt">When a probe is let through; null unless open.</param>
/// <param name="Version">Rises with each decision.</param>
/// <param name="Changes">The latest changes, newest first: at most 50 that evidence brought about, and at most 50 of operators, whatever came between.</param>
/// <param name="Silos">What each silo that reports has told within the window, in the order of their names.</param>
/// <param name="Thresholds">When it opens.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BreakerView")]
public sealed record BreakerView(
    [property: Id(0)] GuardKey Guard,
    [property: Id(1)] CircuitState State,
    [property: Id(2)] string Reason,
    [property: Id(3)] string By,
    [property: Id(4)] DateTimeOffset? Since,
    [property: Id(5)] DateTimeOffset? RetryAt,
    [property: Id(6)] long Version,
    [property: Id(7)] IReadOnlyList<BreakerChange> Changes,
    [property: Id(8)] IReadOnlyList<SiloEvidence> Silos,
    [property: Id(9)] BreakerThresholds Thresholds);

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

/// <summary>What a breaker publishes on its stream, <see cref="Streams.DendriteStreams.BreakerTransitions"/>, after it was stored.</summary>
/// <param name="Guard">Whose it is.</param>
/// <param name="Change">What changed.</param>
/// <param name="Order">What every silo must do, but for the probe: see <see cref="AnswerFor"/>.</param>
/// <param name="Holder">The silo that may probe; null unless half-open.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BreakerTransitioned")]
public sealed record BreakerTransitioned(
    [property: Id(0)] GuardKey Guard,
    [property: Id(1)] BreakerChange Change,
    [property: Id(2)] BreakerAnswer Order,
    [property: Id(3)] string? Holder)
{
    /// <summary>What this silo must do.</summary>
    public BreakerAnswer AnswerFor(string silo) => Holder == silo ? Order with { Probes = 1 } : Order;
}
