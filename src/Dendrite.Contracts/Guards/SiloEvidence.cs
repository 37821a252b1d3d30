namespace Dendrite.Contracts.Guards;

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
