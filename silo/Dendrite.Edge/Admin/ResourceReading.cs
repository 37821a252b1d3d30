using Dendrite.Contracts.Resources;

namespace Dendrite.Edge.Admin;

/// <summary>One resource that this process listens to.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Listeners">How many listen through this process.</param>
/// <param name="Status">What its grain is doing.</param>
internal sealed record ResourceReading(ResourceKey Key, int Listeners, ResourceStatus Status)
{
    /// <summary>Body bytes that the backend did not send because it could answer 304, by the present size of the document.</summary>
    public long BytesSaved => Status.NotModified * Status.DocumentBytes;

    /// <summary>Requests a minute that the backend does not get because its listeners share one poll.</summary>
    public double CallsSavedPerMinute => Status.Interval <= TimeSpan.Zero ? 0 : Math.Max(0, Listeners - 1) * 60 / Status.Interval.TotalSeconds;
}
