using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>One update of a resource, as its flight recorder keeps it: the smallest of the forms that it was made in.</summary>
/// <param name="Position">The position that it leads to.</param>
/// <param name="Form">What the bytes are: <see cref="ResourceFormat.Patch"/>, <see cref="ResourceFormat.Merge"/>, <see cref="ResourceFormat.List"/> or <see cref="ResourceFormat.Snapshot"/>.</param>
/// <param name="Data">The bytes.</param>
public sealed record FlightStep(Position Position, ResourceFormat Form, Utf8Json Data);
