namespace Dendrite.Resilience.Breakers;

/// <summary>One change of state. Handlers may run on several threads at once; <paramref name="Sequence"/> gives the order.</summary>
/// <param name="Name">The breaker's name.</param>
/// <param name="From">The state before.</param>
/// <param name="To">The state after.</param>
/// <param name="Authority">Who decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">The name of who decided; empty where the breaker itself did.</param>
/// <param name="At">When.</param>
/// <param name="Sequence">Rises by one with each change.</param>
public sealed record BreakerTransition(
    string Name, BreakerState From, BreakerState To, BreakerAuthority Authority, string Reason, string By, DateTimeOffset At, long Sequence);
