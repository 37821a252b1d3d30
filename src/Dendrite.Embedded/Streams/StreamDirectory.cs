using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>
/// The streams of a cluster. One is kept as long as it has a subscription that was asked for, or somebody holds it: the rest,
/// its attribute's subscriptions included, is made again when it is next named.
/// </summary>
internal sealed class StreamDirectory
{
    private readonly ConcurrentDictionary<(string Provider, StreamId Id), WeakReference<StreamTopic>> _topics = new();

    private readonly ConcurrentDictionary<StreamTopic, bool> _subscribed = new();

    private readonly ConcurrentDictionary<string, StreamStore> _stores = new();

    private int _forgetAt = 1024;

    public IEnumerable<StreamTopic> Topics => _topics.Values.Select(static t => t.TryGetTarget(out var topic) ? topic : null).OfType<StreamTopic>();

    public StreamTopic Get(string provider, StreamId id, Func<StreamTopic> create)
    {
        if (Find((provider, id)) is { } known) return known;
        lock (_topics)
        {
            if (Find((provider, id)) is { } meanwhile) return meanwhile;
            if (_topics.Count >= _forgetAt) Forget();
            var topic = create();
            topic.AddImplicit();
            _topics[(provider, id)] = new(topic);
            return topic;
        }
    }

    /// <summary>Whether a stream has a subscription for which it must be kept.</summary>
    public void Keep(StreamTopic topic, bool subscribed)
    {
        if (subscribed) _subscribed[topic] = true;
        else _subscribed.TryRemove(topic, out _);
    }

    /// <summary>The store of a provider, one for all silos and clients.</summary>
    public StreamStore StoreOf(string provider, Func<StreamStore> create) => _stores.GetOrAdd(provider, static (_, create) => create(), create);

    /// <summary>The consumer is gone for good.</summary>
    public async Task RemoveAsync(StreamConsumer consumer)
    {
        foreach (var topic in _subscribed.Keys)
        {
            foreach (var subscription in topic.Subscriptions)
            {
                if (subscription.Consumer == consumer) await topic.RemoveAsync(subscription).ConfigureAwait(false);
            }
        }
    }

    private StreamTopic? Find((string Provider, StreamId Id) name) => _topics.TryGetValue(name, out var known) && known.TryGetTarget(out var topic) ? topic : null;

    /// <summary>Drops the names of streams that are gone, whenever twice as many are known as were left by the last time.</summary>
    private void Forget()
    {
        foreach (var known in _topics)
        {
            if (!known.Value.TryGetTarget(out _)) _topics.TryRemove(known);
        }
        _forgetAt = Math.Max(1024, _topics.Count * 2);
    }
}
