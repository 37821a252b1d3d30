using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What of a resource outlives its host: the last document and where it stands.</summary>
/// <param name="Position">The position of <paramref name="Document"/>.</param>
/// <param name="Document">The document as its source wrote it; nobody changes the array.</param>
/// <param name="Validators">How the source names the version of the document.</param>
public sealed record StoredResource(Position Position, byte[] Document, Validators? Validators)
{
    /// <summary>Since when and how its source says that there is no such document any more; null while there is.</summary>
    public Staleness? Gone { get; init; }

    /// <summary>How often the document changes; null where that was not kept.</summary>
    public ChangePace? Pace { get; init; }
}
