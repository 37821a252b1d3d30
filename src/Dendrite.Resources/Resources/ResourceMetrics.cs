using System.Diagnostics.Metrics;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What resources count. Tags: the backend, and the outcome where there is one; never the resource.</summary>
internal static class ResourceMetrics
{
    public static readonly Histogram<double> PollDuration =
        DendriteTelemetry.Meter.CreateHistogram<double>("dendrite.resource.poll.duration", "s", "Time of one request to a backend.");

    public static readonly Counter<long> BytesReceived =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.poll.received", "By", "Body bytes received from backends.");

    public static readonly Counter<long> BackendCalls =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.backend.calls", "{call}", "Polls by how they ended; busy ones were not sent for want of a place, short_circuited ones because the breaker was open.");

    public static readonly Counter<long> Updates =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.updates", "{update}", "Changes published.");

    public static readonly Counter<long> SlowWatches =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.watches.slow", "{watch}", "Watches that were ended because their reader was too slow; they come back and catch up.");

    public static readonly Counter<long> UpdateBytes =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.updates.size", "By", "Bytes of published changes, all formats in use together.");
}
