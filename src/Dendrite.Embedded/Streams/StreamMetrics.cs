using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>What streams measure, under Orleans's names. A queue of Orleans is here the queues of one provider.</summary>
internal static class StreamMetrics
{
    private static readonly ConcurrentDictionary<string, StrongBox> Purged = new();
    private static readonly Counter<int> ConsumersAdded = EngineMetrics.Meter.CreateCounter<int>("orleans-streams-pubsub-consumers-added");
    private static readonly Counter<int> ConsumersRemoved = EngineMetrics.Meter.CreateCounter<int>("orleans-streams-pubsub-consumers-removed");
    private static readonly Counter<int> Consumers = EngineMetrics.Meter.CreateCounter<int>("orleans-streams-pubsub-consumers");
    private static readonly Counter<int> MessagesRead = EngineMetrics.Meter.CreateCounter<int>("orleans-streams-persistent-stream-messages-read");
    private static readonly Counter<int> MessagesSent = EngineMetrics.Meter.CreateCounter<int>("orleans-streams-persistent-stream-messages-sent");

    static StreamMetrics()
    {
        EngineMetrics.Meter.CreateObservableCounter("orleans-streams-queue-cache-messages-purged", static () => Purged.Select(p => new Measurement<long>(p.Value.Read(), QueueOf(p.Key))));
        EngineMetrics.Meter.CreateObservableCounter("orleans-streams-queue-cache-length", static () => ByProvider(static t => t.Waiting), "messages");
        EngineMetrics.Meter.CreateObservableGauge("orleans-streams-persistent-stream-pubsub-cache-size", static () => ByProvider(static _ => 1, "name").Select(m => new Measurement<int>((int)m.Value, m.Tags)));
        EngineMetrics.Meter.CreateObservableGauge("orleans-streams-queue-cache-under-pressure", static () => ByProvider(static t => t.IsUnderPressure ? 1 : 0).Select(m => new Measurement<int>(m.Value > 0 ? 1 : 0, m.Tags)));
    }

    public static void Subscribed(StreamSubscription subscription)
    {
        if (ConsumersAdded.Enabled) ConsumersAdded.Add(1, TagsOf(subscription));
        if (Consumers.Enabled) Consumers.Add(1, TagsOf(subscription));
    }

    public static void Unsubscribed(StreamSubscription subscription)
    {
        if (ConsumersRemoved.Enabled) ConsumersRemoved.Add(1, TagsOf(subscription));
        if (Consumers.Enabled) Consumers.Add(-1, TagsOf(subscription));
    }

    public static void Read(string provider, int count)
    {
        if (MessagesRead.Enabled) MessagesRead.Add(count, new KeyValuePair<string, object?>("queue", provider), new("provider", provider));
    }

    public static void Sent(StreamSubscription subscription)
    {
        if (MessagesSent.Enabled) MessagesSent.Add(1, TagsOf(subscription));
    }

    /// <summary>Events that a consumer will never get, for it fell too far behind.</summary>
    public static void Dropped(string provider, long count) => Purged.GetOrAdd(provider, static _ => new()).Add(count);

    private static TagList TagsOf(StreamSubscription subscription) => new()
    {
        { "provider", subscription.Topic.ProviderName },
        { "grain_type", subscription.Consumer.Id.Type.ToString() },
    };

    private static KeyValuePair<string, object?> QueueOf(string provider) => new("QueueId", provider);

    private static IEnumerable<Measurement<long>> ByProvider(Func<StreamTopic, long> value, string tag = "QueueId") =>
        EngineMetrics.Clusters.SelectMany(c => c.Streams.Topics).GroupBy(t => t.ProviderName).Select(g => new Measurement<long>(g.Sum(value), new KeyValuePair<string, object?>(tag, g.Key)));

    private sealed class StrongBox
    {
        private long _value;

        public void Add(long by) => Interlocked.Add(ref _value, by);

        public long Read() => Interlocked.Read(ref _value);
    }
}
