namespace Dendrite.Edge.Admin;

/// <summary>Everything that the console shows, at one moment.</summary>
internal sealed record OverviewDescription(DateTimeOffset At, IReadOnlyList<GuardDescription> Guards, IReadOnlyList<ResourceDescription> Resources, ServerDescription Server);
