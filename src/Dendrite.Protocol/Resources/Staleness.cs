namespace Dendrite.Protocol;

/// <summary>Why a resource's document may be out of date, and when that may change.</summary>
/// <param name="Code">The class of failure.</param>
/// <param name="Reason">What happened, for people.</param>
/// <param name="StatusCode">The backend's HTTP status, where it answered with one.</param>
/// <param name="Since">When the first of the failures in a row happened.</param>
/// <param name="Failures">How many polls in a row have failed; at least one.</param>
/// <param name="NextAttempt">When the next poll is planned.</param>
public sealed record Staleness(
    DendriteErrorCode Code,
    string Reason,
    int? StatusCode,
    DateTimeOffset Since,
    int Failures,
    DateTimeOffset NextAttempt);
