using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>The streams of a cluster that have been named.</summary>
internal sealed class StreamDirectory
{
    private readonly ConcurrentDictionary<(string Provider, StreamId Id), StreamTopic> _topics = new();

    public StreamTopic Get(string provider, StreamId id, Func<StreamTopic> create) =>
        _topics.TryGetValue((provider, id), out var topic) ? topic : _topics.GetOrAdd((provider, id), _ => create());

    public IEnumerable<StreamTopic> Topics => _topics.Values;
}
