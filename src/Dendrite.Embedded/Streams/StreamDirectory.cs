using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The streams of a cluster that have been named.</summary>
internal sealed class StreamDirectory
{
    private readonly ConcurrentDictionary<(string Provider, StreamId Id), StreamTopic> _topics = new();

    private readonly ConcurrentDictionary<string, StreamStore> _stores = new();

    public ICollection<StreamTopic> Topics => _topics.Values;

    public StreamTopic Get(string provider, StreamId id, Func<StreamTopic> create)
    {
        if (_topics.TryGetValue((provider, id), out var topic)) return topic;
        lock (_topics)
        {
            if (_topics.TryGetValue((provider, id), out topic)) return topic;
            topic = create();
            topic.AddImplicit();
            return _topics[(provider, id)] = topic;
        }
    }

    /// <summary>The store of a provider, one for all silos and clients.</summary>
    public StreamStore StoreOf(string provider, Func<StreamStore> create) => _stores.GetOrAdd(provider, static (_, create) => create(), create);

    /// <summary>The consumer is gone for good.</summary>
    public async Task RemoveAsync(StreamConsumer consumer)
    {
        foreach (var topic in Topics)
        {
            foreach (var subscription in topic.Subscriptions)
            {
                if (subscription.Consumer == consumer) await topic.RemoveAsync(subscription).ConfigureAwait(false);
            }
        }
    }
}
