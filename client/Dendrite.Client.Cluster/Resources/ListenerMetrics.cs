using System.Diagnostics.Metrics;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

internal static class ListenerMetrics
{
    public static readonly UpDownCounter<int> Active =
        DendriteTelemetry.Meter.CreateUpDownCounter<int>("dendrite.listener.active", "{listener}", "Listeners connected to this process.");

    public static readonly Counter<long> Overflows =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.listener.overflows", "{overflow}", "Queues of slow listeners that were full and were replaced by a snapshot.");

    public static readonly Counter<long> Resyncs =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.listener.resyncs", "{resync}", "Times that a listener caught up from the resource after a gap.");

    public static readonly Counter<long> RenewalFailures =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.subscription.renewal.failures", "{failure}", "Renewals of stream subscriptions that failed; the next brings what is missing.");

    public static readonly Counter<long> WatchFailures =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.feed.watch.failures", "{failure}", "Watches of resources that broke and were opened again.");
}
