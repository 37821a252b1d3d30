using Orleans.Configuration;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A stream and its subscriptions.</summary>
internal abstract class StreamTopic(StreamSettings settings, StreamId id)
{
    private readonly Lock _lock = new();
    private volatile StreamSubscription[] _subscriptions = [];

    public string ProviderName => settings.Provider;

    public StreamId StreamId { get; } = id;

    public ClusterState Cluster => settings.Cluster;

    public TimeProvider Clock => settings.Clock;

    public EngineLog Log => settings.Log;

    public StreamPullingAgentOptions Delivery => settings.Delivery;

    /// <summary>Without one no grain can be reached, which is no failure of the consumer's.</summary>
    public bool HasSilo => settings.Cluster.Silos.Count > 0;

    public long Waiting => _subscriptions.Sum(s => (long)s.Waiting);

    public bool IsUnderPressure => Array.Exists(_subscriptions, s => s.IsUnderPressure);

    public StreamSubscription[] Subscriptions => _subscriptions;

    public abstract ValueTask PublishAsync<T>(T item, StreamSequenceToken? token, CallRuntime calls);

    public abstract ValueTask PublishAsync<T>(IReadOnlyList<T> items, StreamSequenceToken? token, CallRuntime calls);

    public abstract Task<StreamSubscription> AddAsync(Guid id, StreamConsumer consumer, StreamSequenceToken? from);

    public virtual Task RemoveAsync(StreamSubscription subscription)
    {
        if (subscription.IsImplicit) return Task.CompletedTask;
        lock (_lock)
        {
            if (subscription.IsCancelled) return Task.CompletedTask;
            subscription.IsCancelled = true;
            Set([.. _subscriptions.Where(s => s != subscription)]);
        }
        StreamMetrics.Unsubscribed(subscription);
        return Task.CompletedTask;
    }

    /// <summary>The subscription that an attribute has made for a grain, or null.</summary>
    public StreamSubscription? ImplicitOf(GrainId consumer) => Array.Find(_subscriptions, s => s.IsImplicit && s.Consumer.Id == consumer);

    /// <summary>Makes the subscriptions of the grain classes that ask for the stream's namespace.</summary>
    public void AddImplicit()
    {
        foreach (var (type, key) in ImplicitSubscriptions.Of(StreamId))
        {
            var grain = GrainId.Create(type, key);
            var subscription = CreateImplicit(ImplicitSubscriptions.IdOf(grain, ProviderName, StreamId), new GrainStreamConsumer(grain, settings.Cluster));
            Add(subscription);
            subscription.Begin();
        }
    }

    protected abstract StreamSubscription CreateImplicit(Guid id, StreamConsumer consumer);

    protected void Add(StreamSubscription subscription)
    {
        lock (_lock) Set([.. _subscriptions, subscription]);
        if (!subscription.IsImplicit) StreamMetrics.Subscribed(subscription);
    }

    private void Set(StreamSubscription[] subscriptions)
    {
        _subscriptions = subscriptions;
        settings.Cluster.Streams.Keep(this, Array.Exists(subscriptions, s => !s.IsImplicit));
    }
}
