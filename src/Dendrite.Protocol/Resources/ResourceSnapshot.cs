namespace Dendrite.Protocol;

/// <summary>A whole document and where it stands, taken together in one turn.</summary>
/// <param name="Position">The position of the document.</param>
/// <param name="Document">The document as the backend wrote it.</param>
/// <param name="Hash">The document's canonical hash (RFC 8785, then the first 16 bytes of SHA-256, in lower-case hexadecimal).</param>
/// <param name="Staleness">Why the document may be out of date; null while polls succeed.</param>
public sealed record ResourceSnapshot(
    Position Position,
    Utf8Json Document,
    string Hash,
    Staleness? Staleness);
