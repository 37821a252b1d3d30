namespace Dendrite.Contracts.Guards;

/// <summary>What a silo must do now. An answer that is not newer than the last one obeyed changes nothing.</summary>
/// <param name="Version">Rises with each decision about this guard.</param>
/// <param name="State">The state to take.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="By">The operator who decided; empty where the cluster's evidence did.</param>
/// <param name="IsOperators">Whether an operator decided, who closes also what a silo opened by its own evidence.</param>
/// <param name="Probes">How many probes this silo may let through while half-open: 1 for the one that holds the permit, else 0.</param>
/// <param name="Lease">How long open and half-open hold without news; after it the silo's breaker decides alone again.</param>
/// <param name="RetryAfter">How long until a probe is let through, where that is known.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BreakerAnswer")]
public sealed record BreakerAnswer(
    [property: Id(0)] long Version,
    [property: Id(1)] CircuitState State,
    [property: Id(2)] string Reason,
    [property: Id(3)] string By,
    [property: Id(4)] bool IsOperators,
    [property: Id(5)] int Probes,
    [property: Id(6)] TimeSpan Lease,
    [property: Id(7)] TimeSpan? RetryAfter);
