namespace Dendrite.Resilience.Breakers;

/// <summary>
/// A state given to a <see cref="Breaker"/> from outside: by an operator's console, or by whoever governs the breakers of
/// many processes. A plain immutable value.
/// </summary>
/// <param name="Version">Rises with each directive of one source; a breaker ignores one that is not newer than the last it applied.</param>
/// <param name="State">The state to take. For <see cref="BreakerState.HalfOpen"/> see <see cref="Probes"/>.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="By">Who decided.</param>
/// <param name="Lease">
/// How long <see cref="BreakerState.Open"/> and <see cref="BreakerState.HalfOpen"/> hold without a newer directive. After it the
/// breaker takes the source for lost, and recovers by probes of its own. A forced or disabled state holds until a newer directive.
/// </param>
public sealed record BreakerDirective(long Version, BreakerState State, string Reason, string By, TimeSpan Lease)
{
    /// <summary>
    /// How many probes this breaker may let through while half-open: the one permit of a cluster goes to one breaker, the others get 0.
    /// Default 0; not negative.
    /// </summary>
    public int Probes { get; init; }

    /// <summary>
    /// Whose decision it is. Default <see cref="BreakerAuthority.Cluster"/>: closed then ends only what the cluster opened, and leaves
    /// a breaker alone that opened by its own evidence. <see cref="BreakerAuthority.Operator"/> closes it in any case.
    /// </summary>
    public BreakerAuthority Authority { get; init; } = BreakerAuthority.Cluster;

    /// <summary>When the source means to let probes through, for <see cref="BreakerStatus.RetryAfter"/>; null where unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
