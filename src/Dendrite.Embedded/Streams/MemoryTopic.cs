using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// A stream that hands each event to its subscribers at once and keeps none. It numbers events by the clock's ticks at its
/// start and up from there, so that a place of a former process is never ahead; a producer's own token is not looked at.
/// </summary>
internal sealed class MemoryTopic(StreamSettings settings, StreamId id) : StreamTopic(settings, id)
{
    private long _sequence = settings.Clock.GetUtcNow().UtcTicks;

    public override ValueTask PublishAsync<T>(T item, StreamSequenceToken? token, CallRuntime calls)
    {
        var subscriptions = Subscriptions;
        var number = Interlocked.Increment(ref _sequence);
        return subscriptions.Length == 0 ? default : Offer(subscriptions, new StreamItem<T>(calls.CopyResult(item), new EventSequenceTokenV2(number), calls) { Values = RequestContext.ExportForEvents(calls.Copies) });
    }

    public override ValueTask PublishAsync<T>(IReadOnlyList<T> items, StreamSequenceToken? token, CallRuntime calls)
    {
        var subscriptions = Subscriptions;
        var number = Interlocked.Increment(ref _sequence);
        if (subscriptions.Length == 0 || items.Count == 0) return default;
        var values = RequestContext.ExportForEvents(calls.Copies);
        var parts = new StreamItem[items.Count];
        for (var i = 0; i < parts.Length; i++) parts[i] = new StreamItem<T>(calls.CopyResult(items[i]), new EventSequenceTokenV2(number, i), calls) { Values = values };
        return Offer(subscriptions, StreamBatch.Of(parts));
    }

    public override Task<StreamSubscription> AddAsync(Guid id, StreamConsumer consumer, StreamSequenceToken? from)
    {
        var last = Interlocked.Read(ref _sequence);
        StreamSubscription subscription = new MemorySubscription(id, this, consumer, last + 1);
        subscription.Rewind(from);
        Add(subscription);
        return Task.FromResult(subscription);
    }

    protected override StreamSubscription CreateImplicit(Guid id, StreamConsumer consumer) => new MemorySubscription(id, this, consumer, Interlocked.Read(ref _sequence) + 1) { IsImplicit = true };

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
