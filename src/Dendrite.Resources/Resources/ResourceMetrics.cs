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

    public static readonly Counter<long> Shed =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.shed", "{resource}", "Resources that nobody listened to and that had to leave, because a silo held as many as it may.");

    public static readonly Counter<long> Unpublished =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.updates.unpublished", "{update}", "Changes that the public stream did not take; its subscriptions ask for them.");

    public static readonly Counter<long> FlightsLost =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.flights.lost", "{loss}", "Times that the record of a resource's polls could not be kept; what was not yet stored of it is left out.");

    public static readonly Counter<long> Refused =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.refused", "{resource}", "Resources that were refused, because what is listened to takes all that a silo may hold.");

    public static readonly Counter<long> Expired =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.expired", "{resource}", "Stored documents that were removed, because nobody had listened for as long as the backend's retention.");

    public static readonly Counter<long> EventsForgotten =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.poke.forgotten", "{event}", "Events of backends that were forgotten before their time, because more came than are remembered; one that comes again has an effect again.");

    public static readonly Counter<long> UpdateBytes =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.resource.updates.size", "By", "Bytes of published changes, all formats in use together.");
}
