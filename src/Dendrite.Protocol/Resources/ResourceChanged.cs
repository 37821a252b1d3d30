namespace Dendrite.Protocol;

/// <summary>
/// What a resource tells whoever listens to it. Positions of
/// consecutive updates are one apart; a subscriber that sees a gap or another epoch asks for a snapshot.
/// </summary>
/// <param name="Kind">Whether the document or only the state of the polling changed.</param>
/// <param name="Position">The position after this change.</param>
/// <param name="Hash">The canonical hash of the document at <paramref name="Position"/>; empty where no document is known.</param>
/// <param name="Steps">The update in each format in use; empty unless <paramref name="Kind"/> is <see cref="ChangeKind.Updated"/>.</param>
/// <param name="Staleness">Set when <paramref name="Kind"/> is <see cref="ChangeKind.Stale"/> or <see cref="ChangeKind.Gone"/>.</param>
public sealed record ResourceChanged(
    ChangeKind Kind,
    Position Position,
    string Hash,
    IReadOnlyList<EncodedStep> Steps,
    Staleness? Staleness)
{
    /// <summary>The update in the format asked for; null where nobody had asked for that format in time.</summary>
    public EncodedStep? StepFor(ResourceFormat format)
    {
        foreach (var step in Steps)
            if (step.Format == format) return step;
        return null;
    }
}

/// <summary>What a <see cref="ResourceChanged"/> tells.</summary>
public enum ChangeKind
{
    /// <summary>The document changed; the position is one further.</summary>
    Updated,

    /// <summary>A poll failed; the position is as before.</summary>
    Stale,

    /// <summary>A poll succeeded after failures; the position is as before.</summary>
    Fresh,

    /// <summary>The first of a watch: from here on nothing is missed. The position is the resource's.</summary>
    Opened,

    /// <summary>The source says that there is no such document, or no longer; the position is as before. When it is back, it is fresh or has changed.</summary>
    Gone,
}

/// <summary>One step of a resource in the form that the listeners of one format get.</summary>
/// <param name="Format">The format that was asked for.</param>
/// <param name="Form">
/// What the bytes are: <see cref="ResourceFormat.Patch"/>, <see cref="ResourceFormat.Merge"/>, <see cref="ResourceFormat.List"/>
/// or <see cref="ResourceFormat.Snapshot"/>. It differs from <paramref name="Format"/> where that is auto, or where a merge
/// patch cannot say the step.
/// </param>
/// <param name="Data">The bytes, shared by all listeners.</param>
public sealed record EncodedStep(
    ResourceFormat Format,
    ResourceFormat Form,
    Utf8Json Data);
