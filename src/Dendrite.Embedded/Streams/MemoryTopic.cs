using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A stream that hands each event to its subscribers at once and keeps none.</summary>
internal sealed class MemoryTopic(string provider, StreamId id, TimeProvider clock, EngineLog log) : StreamTopic(provider, id, clock, log)
{
    private long _sequence;

    public override ValueTask PublishAsync<T>(T item, StreamSequenceToken? token, CallRuntime calls)
    {
        var subscriptions = Subscriptions;
        token ??= new EventSequenceTokenV2(Interlocked.Increment(ref _sequence));
        return subscriptions.Length == 0 ? default : Offer(subscriptions, new StreamItem<T>(calls.CopyResult(item), token, calls));
    }

    public override async ValueTask PublishAsync<T>(IReadOnlyList<T> items, StreamSequenceToken? token, CallRuntime calls)
    {
        var number = token?.SequenceNumber ?? Interlocked.Increment(ref _sequence);
        for (var i = 0; i < items.Count; i++) await PublishAsync(items[i], new EventSequenceTokenV2(number, i), calls);
    }

    public override Task<StreamSubscription> AddAsync(Guid id, StreamConsumer consumer, StreamSequenceToken? from)
    {
        StreamSubscription subscription = new MemorySubscription(id, this, consumer);
        Add(subscription);
        return Task.FromResult(subscription);
    }

    protected override StreamSubscription CreateImplicit(Guid id, StreamConsumer consumer) => new MemorySubscription(id, this, consumer) { IsImplicit = true };

    private static ValueTask Offer(StreamSubscription[] subscriptions, StreamItem item)
    {
        List<Task>? full = null;
        foreach (var subscription in subscriptions)
        {
            var offered = ((MemorySubscription)subscription).OfferAsync(item);
            if (!offered.IsCompleted) (full ??= []).Add(offered.AsTask());
        }
        return full is null ? default : new(Task.WhenAll(full));
    }
}
