namespace Dendrite.Contracts.Resources;

/// <summary>A whole document and where it stands, taken together in one turn.</summary>
/// <param name="Position">The position of the document.</param>
/// <param name="Document">The document as the backend wrote it.</param>
/// <param name="Hash">The document's canonical hash (RFC 8785, then the first 16 bytes of SHA-256, in lower-case hexadecimal).</param>
/// <param name="Staleness">Why the document may be out of date; null while polls succeed.</param>
[GenerateSerializer, Immutable, Alias("dendrite.ResourceSnapshot")]
public sealed record ResourceSnapshot(
    [property: Id(0)] Position Position,
    [property: Id(1)] Utf8Json Document,
    [property: Id(2)] string Hash,
    [property: Id(3)] Staleness? Staleness);
