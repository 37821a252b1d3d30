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
/// <param name="Changes">The latest changes, newest first; at most 50.</param>
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
