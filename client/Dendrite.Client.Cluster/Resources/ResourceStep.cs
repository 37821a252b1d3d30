using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>
/// One thing that a listener is told. A step is made once in a process for each format and handed to every listener of
/// that format, so the bytes that an edge makes of it are made once too.
/// </summary>
public sealed class ResourceStep
{
    private byte[]? _encoded;

    /// <summary>What the step carries.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>The position after the step.</summary>
    public required Position Position { get; init; }

    /// <summary>What <see cref="Data"/> is: patch, merge, list or snapshot.</summary>
    public ResourceFormat Form { get; init; }

    /// <summary>The document or the difference; null for steps that carry none.</summary>
    public Utf8Json? Data { get; init; }

    /// <summary>The canonical hash of the document at <see cref="Position"/>.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Why the document may be out of date, on <see cref="StepKind.Stale"/> and <see cref="StepKind.Gone"/>.</summary>
    public Staleness? Staleness { get; init; }

    /// <summary>Of which wished age it tells whether it is met; null where it tells of the document itself.</summary>
    internal TimeSpan? MaxAge { get; private init; }

    /// <summary>
    /// The bytes that an edge sends for this step. The first caller's encoder makes them; concurrent first callers may each
    /// run it, and one result is kept. All edges of a process that share a feed must use one encoder.
    /// </summary>
    public byte[] Encode(Func<ResourceStep, byte[]> encoder)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        return _encoded ??= encoder(this);
    }

    /// <summary>A step that brings a whole document.</summary>
    public static ResourceStep OfSnapshot(ResourceSnapshot snapshot) => new()
    {
        Kind = StepKind.Snapshot,
        Position = snapshot.Position,
        Form = ResourceFormat.Snapshot,
        Data = snapshot.Document,
        Hash = snapshot.Hash,
    };

    /// <summary>Whether the step says why the document may be out of date, or that it is gone.</summary>
    internal bool IsStaleness => Kind is StepKind.Stale or StepKind.Gone;

    /// <summary>A step that says why the document may be out of date, or that it is gone.</summary>
    public static ResourceStep OfStaleness(Position position, Staleness staleness) => new()
    {
        Kind = staleness.Code == DendriteErrorCode.Gone ? StepKind.Gone : StepKind.Stale,
        Position = position,
        Staleness = staleness,
        MaxAge = staleness.MaxAge,
    };

    /// <summary>A step that says that the way to the resource is broken, and when it is tried again.</summary>
    internal static ResourceStep OfFault(Position position, DendriteException fault, DateTimeOffset now, TimeSpan wait) =>
        OfStaleness(position, new Staleness(fault.Code, fault.Message, null, now, 1, now + wait));

    /// <summary>The step that a change is for listeners of one format; null where the change was not encoded for it.</summary>
    public static ResourceStep? Of(ResourceChanged change, ResourceFormat format) => change switch
    {
        { Kind: ChangeKind.Stale or ChangeKind.Gone, Staleness: { } staleness } => OfStaleness(change.Position, staleness),
        { Kind: ChangeKind.Fresh } => new ResourceStep { Kind = StepKind.Fresh, Position = change.Position, Hash = change.Hash, MaxAge = change.Staleness?.MaxAge },
        _ when change.StepFor(format) is { } step => new ResourceStep
        {
            Kind = step.Form == ResourceFormat.Snapshot ? StepKind.Snapshot : StepKind.Update,
            Position = change.Position,
            Form = step.Form,
            Data = step.Data,
            Hash = change.Hash,
        },
        _ => null,
    };
}
