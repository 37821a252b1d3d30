namespace Dendrite.Resilience.Breakers;

/// <summary>What a <see cref="Breaker"/> is doing, and why. Reading it changes nothing.</summary>
/// <param name="Name">The breaker's name.</param>
/// <param name="State">Its state.</param>
/// <param name="Authority">Who decided on it.</param>
/// <param name="Reason">Why, in words; empty for a breaker that was never touched.</param>
/// <param name="By">The name of who decided; empty where the breaker itself did.</param>
/// <param name="Since">When the state began.</param>
/// <param name="RetryAfter">How long until it may let a call through: null where nobody knows or it lets calls through, zero when the next call may be a probe.</param>
/// <param name="ProbesInFlight">Probes whose results are awaited.</param>
/// <param name="Sequence">Counts the changes of state; starts at 0.</param>
/// <param name="DirectiveVersion">The version of the last directive applied; 0 for none.</param>
public sealed record BreakerStatus(
    string Name, BreakerState State, BreakerAuthority Authority, string Reason, string By, DateTimeOffset Since,
    TimeSpan? RetryAfter, int ProbesInFlight, long Sequence, long DirectiveVersion)
{
    /// <summary>Whether a call would be let through or could be as a probe.</summary>
    public bool LetsCallsThrough => State is BreakerState.Closed or BreakerState.HalfOpen or BreakerState.ForcedClosed or BreakerState.Disabled;
}
