using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What a listener needs to be where the resource is: a snapshot, the updates that it missed, or nothing. Read at one moment.</summary>
/// <param name="Position">The resource's position; its sequence is zero while no document is known.</param>
/// <param name="Snapshot">The whole document, where it is needed and one is known.</param>
/// <param name="Missed">The updates after the listener's position, oldest first, where history reaches that far.</param>
public readonly record struct ResourceCatchUp(Position Position, ResourceSnapshot? Snapshot, IReadOnlyList<ResourceChanged> Missed);
