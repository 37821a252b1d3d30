namespace Dendrite.Protocol;

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
}
