using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A stream that somebody has named: its subscriptions and the number of its last event.</summary>
internal sealed class StreamTopic(string provider, StreamId id)
{
    private readonly Lock _lock = new();
    private volatile StreamSubscription[] _subscriptions = [];
    private long _sequence;

    public string ProviderName { get; } = provider;

    public StreamId StreamId { get; } = id;

    public required TimeProvider Clock { get; init; }

    public required EngineLog Log { get; init; }

    public StreamSubscription[] Subscriptions => _subscriptions;

    public ValueTask PublishAsync<T>(T item, StreamSequenceToken? token, CallRuntime calls)
    {
        var subscriptions = _subscriptions;
        if (subscriptions.Length == 0) return default;
        return OfferAsync(subscriptions, new StreamItem<T>(calls.CopyResult(item), token ?? NextToken(), calls));
    }

    /// <summary>The event is dealt with for the subscription.</summary>
    public void Delivered(StreamSubscription subscription, StreamItem item)
    {
    }

    public Task<StreamSubscription> AddAsync(Guid id, StreamConsumer consumer, StreamSequenceToken? from)
    {
        var subscription = new StreamSubscription(id, this, consumer);
        lock (_lock) _subscriptions = [.. _subscriptions, subscription];
        return Task.FromResult(subscription);
    }

    public Task RemoveAsync(StreamSubscription subscription)
    {
        subscription.IsCancelled = true;
        lock (_lock) _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
        return Task.CompletedTask;
    }

    public IStreamProvider ProviderOf(GrainActivation activation) => StreamProviders.Find(activation.Silo.Services, ProviderName);

    private EventSequenceTokenV2 NextToken() => new EventSequenceTokenV2(Interlocked.Increment(ref _sequence));

    private static ValueTask OfferAsync(StreamSubscription[] subscriptions, StreamItem item)
    {
        List<Task>? full = null;
        foreach (var subscription in subscriptions)
        {
            var offered = subscription.OfferAsync(item);
            if (!offered.IsCompleted) (full ??= []).Add(offered.AsTask());
        }
        return full is null ? default : new(Task.WhenAll(full));
    }
}
