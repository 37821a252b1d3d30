namespace Dendrite.Contracts.Guards;

/// <summary>What one silo's breaker saw since its last report that was answered. The same report may be sent again: it counts once.</summary>
/// <param name="Silo">The silo, by a name that a restart does not use again.</param>
/// <param name="Sequence">Rises by one with each new report of the silo; starts at 1.</param>
/// <param name="AppliedVersion">The version of the last <see cref="BreakerAnswer"/> that this silo obeys; 0 for none.</param>
/// <param name="State">The state of the silo's breaker.</param>
/// <param name="IsOwn">Whether that state is the silo's own decision, by its own calls.</param>
/// <param name="RetryAfter">How long until the silo's own breaker would probe, where it is open by its own decision and knows.</param>
/// <param name="Calls">Calls that were judged, probes included.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="SlowCalls">Those that were slow.</param>
/// <param name="Refused">Calls that were not let through.</param>
/// <param name="ProbeSuccesses">Probes that succeeded.</param>
/// <param name="ProbeFailures">Probes that failed or never ended.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BreakerReport")]
public sealed record BreakerReport(
    [property: Id(0)] string Silo,
    [property: Id(1)] long Sequence,
    [property: Id(2)] long AppliedVersion,
    [property: Id(3)] CircuitState State,
    [property: Id(4)] bool IsOwn,
    [property: Id(5)] TimeSpan? RetryAfter,
    [property: Id(6)] long Calls,
    [property: Id(7)] long Failures,
    [property: Id(8)] long SlowCalls,
    [property: Id(9)] long Refused,
    [property: Id(10)] long ProbeSuccesses,
    [property: Id(11)] long ProbeFailures);
