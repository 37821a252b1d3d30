using Dendrite.Protocol;

namespace Dendrite.Contracts.Resources;

/// <summary>Asks a resource to poll and publish for one feed, or to go on doing so.</summary>
/// <param name="Feed">Names the feed; a second request under the same name renews the lease and replaces the formats.</param>
/// <param name="Formats">The set of formats that the feed's listeners want.</param>
/// <param name="Join">What one of the feed's listeners needs to start or to catch up; null for a mere renewal.</param>
[GenerateSerializer, Immutable, Alias("dendrite.ListenRequest")]
public sealed record ListenRequest(
    [property: Id(0)] Guid Feed,
    [property: Id(1)] ResourceFormat Formats,
    [property: Id(2)] JoinRequest? Join);
