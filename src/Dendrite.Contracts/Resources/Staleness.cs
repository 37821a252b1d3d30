using Dendrite.Contracts.Errors;

namespace Dendrite.Contracts.Resources;

/// <summary>Why a resource's document may be out of date, and when that may change.</summary>
/// <param name="Code">The class of failure.</param>
/// <param name="Reason">What happened, for people.</param>
/// <param name="StatusCode">The backend's HTTP status, where it answered with one.</param>
/// <param name="Since">When the first of the failures in a row happened.</param>
/// <param name="Failures">How many polls in a row have failed; at least one.</param>
/// <param name="NextAttempt">When the next poll is planned.</param>
[GenerateSerializer, Immutable, Alias("dendrite.Staleness")]
public sealed record Staleness(
    [property: Id(0)] DendriteErrorCode Code,
    [property: Id(1)] string Reason,
    [property: Id(2)] int? StatusCode,
    [property: Id(3)] DateTimeOffset Since,
    [property: Id(4)] int Failures,
    [property: Id(5)] DateTimeOffset NextAttempt);
