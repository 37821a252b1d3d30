using Dendrite.Client.Cluster;

namespace Dendrite.Edge.Admin;

/// <summary>A resource and who listens to it through this process; of the listeners at most <see cref="MostListeners"/>, the first to come first.</summary>
internal sealed record ResourceDetail(ResourceDescription Resource, IReadOnlyList<ListenerDescription> Listeners)
{
    public const int MostListeners = 200;
}

/// <summary>One listener. <c>Id</c> is its number in this process, <c>peer</c> the other end of its connection, where that is known.</summary>
internal sealed record ListenerDescription(long Id, string Format, DateTimeOffset Since, long AgeMs, string? Peer)
{
    public static ListenerDescription Of(ListenerReading listener, DateTimeOffset now) =>
        new(listener.Id, listener.Format.ToString().ToLowerInvariant(), listener.Since, Math.Max(0, (long)(now - listener.Since).TotalMilliseconds), listener.Peer);
}
