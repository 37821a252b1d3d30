using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A stream that somebody has named, and its subscriptions.</summary>
internal abstract class StreamTopic(string provider, StreamId id, TimeProvider clock, EngineLog log)
{
    private readonly Lock _lock = new();
    private volatile StreamSubscription[] _subscriptions = [];

    public string ProviderName { get; } = provider;

    public StreamId StreamId { get; } = id;

    public TimeProvider Clock { get; } = clock;

    public EngineLog Log { get; } = log;

    public StreamSubscription[] Subscriptions => _subscriptions;

    public abstract ValueTask PublishAsync<T>(T item, StreamSequenceToken? token, CallRuntime calls);

    public abstract ValueTask PublishAsync<T>(IReadOnlyList<T> items, StreamSequenceToken? token, CallRuntime calls);

    public abstract Task<StreamSubscription> AddAsync(Guid id, StreamConsumer consumer, StreamSequenceToken? from);

    public virtual Task RemoveAsync(StreamSubscription subscription)
    {
        if (subscription.IsImplicit) return Task.CompletedTask;
        subscription.IsCancelled = true;
        lock (_lock) _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
        return Task.CompletedTask;
    }

    /// <summary>The subscription that an attribute has made for a grain, or null.</summary>
    public StreamSubscription? ImplicitOf(GrainId consumer) => Array.Find(_subscriptions, s => s.IsImplicit && s.Consumer.Id == consumer);

    /// <summary>Makes the subscriptions of the grain classes that ask for the stream's namespace.</summary>
    public void AddImplicit(ClusterState cluster)
    {
        foreach (var (type, key) in ImplicitSubscriptions.Of(StreamId))
        {
            var grain = GrainId.Create(type, key);
            Add(CreateImplicit(ImplicitSubscriptions.IdOf(grain, ProviderName, StreamId), new GrainStreamConsumer(grain, cluster)));
        }
    }

    protected abstract StreamSubscription CreateImplicit(Guid id, StreamConsumer consumer);

    protected void Add(StreamSubscription subscription)
    {
        lock (_lock) _subscriptions = [.. _subscriptions, subscription];
    }
}
