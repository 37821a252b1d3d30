using Dendrite.Contracts.Resources;

namespace Dendrite.Edge.Admin;

/// <summary>One resource that this process listens to.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Listeners">How many listen through this process.</param>
/// <param name="Status">What its grain is doing.</param>
/// <param name="UpdatesSent">How many updates its listeners were sent, each to each.</param>
/// <param name="UpdateBytesSent">In how many bytes.</param>
/// <param name="PollsPerMinute">How often it is really polled; null where that is not known yet.</param>
internal sealed record ResourceReading(ResourceKey Key, int Listeners, ResourceStatus Status, long UpdatesSent = 0, long UpdateBytesSent = 0, double? PollsPerMinute = null)
{
    /// <summary>
    /// Bytes that nobody had to send, by the present size of the document: what the backend did not because it could answer 304, and what
    /// listeners were not because an update is smaller than the document.
    /// </summary>
    public long BytesSaved => Status.NotModified * Status.DocumentBytes + Math.Max(0, UpdatesSent * Status.DocumentBytes - UpdateBytesSent);

    /// <summary>Requests a minute that the backend does not get because its listeners share one poll, by how often that really is.</summary>
    public double CallsSavedPerMinute => Math.Max(0, Listeners - 1) * (PollsPerMinute ?? (Status.Interval <= TimeSpan.Zero ? 0 : 60 / Status.Interval.TotalSeconds));
}
