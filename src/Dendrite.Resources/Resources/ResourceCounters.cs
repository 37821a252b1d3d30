namespace Dendrite.Resources;

/// <summary>What became of a resource's polls since its core was made.</summary>
public sealed class ResourceCounters
{
    /// <summary>Counts from zero.</summary>
    public ResourceCounters()
    {
    }

    /// <summary>Goes on counting.</summary>
    public ResourceCounters(long polls, long notModified, long unchanged, long updates, long failures, long busy, long bytesReceived)
    {
        (Polls, NotModified, Unchanged) = (polls, notModified, unchanged);
        (Updates, Failures, Busy, BytesReceived) = (updates, failures, busy, bytesReceived);
    }

    /// <summary>Requests that were sent to the source.</summary>
    public long Polls { get; internal set; }

    /// <summary>How many of them were answered "not modified".</summary>
    public long NotModified { get; internal set; }

    /// <summary>How many brought a whole document equal to the last one.</summary>
    public long Unchanged { get; internal set; }

    /// <summary>How many brought a change.</summary>
    public long Updates { get; internal set; }

    /// <summary>How many failed.</summary>
    public long Failures { get; internal set; }

    /// <summary>Polls that were not sent for want of a place among the requests to the backend.</summary>
    public long Busy { get; internal set; }

    /// <summary>Polls that the backend threw out, or that were not sent, for the sake of its limit of requests.</summary>
    public long Throttled { get; internal set; }

    /// <summary>Answers that were dropped: older than the document, or so small that they have to come twice.</summary>
    public long Dropped { get; internal set; }

    /// <summary>Body bytes received, after decompression.</summary>
    public long BytesReceived { get; internal set; }
}
