namespace Dendrite.Resources;

/// <summary>What a resource knows of the pages of its list from one poll to the next. It holds the last document, which the resource has too, and a reading that was held up.</summary>
internal sealed record PageMemory
{
    /// <summary>The list as it was read last; null where it never was as a whole.</summary>
    public MergedList? List { get; init; }

    /// <summary>Whether a page that has fewer items than it could have is the last: an empty one followed. Null where that is not known.</summary>
    public bool? ShortEnds { get; init; }

    /// <summary>Whether a page came with the validators of another version, and the next request has to say so.</summary>
    public bool Lied { get; init; }

    /// <summary>The reading that the backend's limits held up; null for none.</summary>
    public PagePass? Pending { get; init; }

    /// <summary>Until when that is gone on with; later it begins anew.</summary>
    public DateTimeOffset PendingUntil { get; init; }
}
