namespace Dendrite.Contracts.Guards;

/// <summary>One change of a breaker's state.</summary>
/// <param name="Version">The version that the change led to.</param>
/// <param name="At">When.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="By">The operator who decided; empty where the cluster's evidence did.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BreakerChange")]
public sealed record BreakerChange(
    [property: Id(0)] long Version,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] CircuitState From,
    [property: Id(3)] CircuitState To,
    [property: Id(4)] string Reason,
    [property: Id(5)] string By);
