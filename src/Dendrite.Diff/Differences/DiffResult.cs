namespace Dendrite.Diff;

/// <summary>One step from a document to the next.</summary>
/// <param name="Format">What the bytes are: patch, merge, list or snapshot, never auto.</param>
/// <param name="Utf8">
/// The change as one line of JSON. A snapshot of a document without white space is that document's own memory, not a copy.
/// </param>
/// <param name="IsEmpty">True where nothing changed; the bytes are then a change that changes nothing.</param>
public sealed record DiffResult(DiffFormat Format, ReadOnlyMemory<byte> Utf8, bool IsEmpty);
