namespace Dendrite.Contracts.Resources;

/// <summary>
/// What a resource publishes on its stream, <see cref="Streams.DendriteStreams.ResourceChanges"/>. Positions of
/// consecutive updates are one apart; a subscriber that sees a gap or another epoch asks for a snapshot.
/// </summary>
/// <param name="Kind">Whether the document or only the state of the polling changed.</param>
/// <param name="Position">The position after this change.</param>
/// <param name="Hash">The canonical hash of the document at <paramref name="Position"/>; empty where no document is known.</param>
/// <param name="Steps">The update in each format in use; empty unless <paramref name="Kind"/> is <see cref="ChangeKind.Updated"/>.</param>
/// <param name="Staleness">Set when <paramref name="Kind"/> is <see cref="ChangeKind.Stale"/>.</param>
[GenerateSerializer, Immutable, Alias("dendrite.ResourceChanged")]
public sealed record ResourceChanged(
    [property: Id(0)] ChangeKind Kind,
    [property: Id(1)] Position Position,
    [property: Id(2)] string Hash,
    [property: Id(3)] IReadOnlyList<EncodedStep> Steps,
    [property: Id(4)] Staleness? Staleness)
{
    /// <summary>The update in the format asked for; null where nobody had asked for that format in time.</summary>
    public EncodedStep? StepFor(ResourceFormat format)
    {
        foreach (var step in Steps)
            if (step.Format == format) return step;
        return null;
    }
}
