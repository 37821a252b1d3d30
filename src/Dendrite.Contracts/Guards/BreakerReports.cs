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
/// <param name="Wants">Whether a caller waits at this moment for leave to probe.</param>
/// <param name="LastFailure">Why the last of the failed calls failed, for people; null where none did, and from a version that does not say.</param>
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
    [property: Id(11)] long ProbeFailures,
    [property: Id(12)] bool Wants = false,
    [property: Id(13)] string? LastFailure = null);

/// <summary>What one silo has told of a guard within the breaker's window.</summary>
/// <param name="Silo">The silo.</param>
/// <param name="ReportedAt">When its last report arrived.</param>
/// <param name="State">The state of its breaker then; it differs from the cluster's where the silo has trouble of its own.</param>
/// <param name="IsOwn">Whether that state is the silo's own decision.</param>
/// <param name="HoldsPermit">Whether it is the one that may probe.</param>
/// <param name="Calls">Calls that were judged.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="SlowCalls">Those that were slow.</param>
/// <param name="Refused">Calls that were not let through.</param>
[GenerateSerializer, Immutable, Alias("dendrite.SiloEvidence")]
public sealed record SiloEvidence(
    [property: Id(0)] string Silo,
    [property: Id(1)] DateTimeOffset ReportedAt,
    [property: Id(2)] CircuitState State,
    [property: Id(3)] bool IsOwn,
    [property: Id(4)] bool HoldsPermit,
    [property: Id(5)] long Calls,
    [property: Id(6)] long Failures,
    [property: Id(7)] long SlowCalls,
    [property: Id(8)] long Refused);

/// <summary>When a breaker opens and how it recovers.</summary>
/// <param name="MinimumCalls">The fewest calls within <paramref name="Window"/>, of all silos together, before their failures are judged.</param>
/// <param name="FailureRatio">The share of failed calls that opens it; above 0 to 1.</param>
/// <param name="Window">The time that calls are judged over.</param>
/// <param name="OpenFor">How long it stays open before a probe.</param>
/// <param name="ProbeLease">How long the silo that has the permit may take for the probe; after it the probe counts as failed.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BreakerThresholds")]
public sealed record BreakerThresholds(
    [property: Id(0)] int MinimumCalls,
    [property: Id(1)] double FailureRatio,
    [property: Id(2)] TimeSpan Window,
    [property: Id(3)] TimeSpan OpenFor,
    [property: Id(4)] TimeSpan ProbeLease);

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
