using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The streams of a cluster that have been named.</summary>
internal sealed class StreamDirectory
{
    private readonly ConcurrentDictionary<(string Provider, StreamId Id), StreamTopic> _topics = new();

    public StreamTopic Get(string provider, StreamId id, ClusterState cluster, Func<StreamTopic> create)
    {
        if (_topics.TryGetValue((provider, id), out var topic)) return topic;
        lock (_topics)
        {
            if (_topics.TryGetValue((provider, id), out topic)) return topic;
            topic = create();
            topic.AddImplicit(cluster);
            return _topics[(provider, id)] = topic;
        }
    }
}
