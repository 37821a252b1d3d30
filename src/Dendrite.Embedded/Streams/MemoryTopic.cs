using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// A stream that hands each event to its subscribers at once and keeps none. It numbers events by the clock's ticks at its
/// start and up from there, so that a place of a former process is never ahead; a producer's own token is not looked at.
/// </summary>
internal sealed class MemoryTopic(StreamSettings settings, StreamId id) : StreamTopic(settings, id)
{
    private readonly Lock _order = new();
    private long _sequence = settings.Clock.GetUtcNow().UtcTicks;

    public override ValueTask PublishAsync<T>(T item, StreamSequenceToken? token, CallRuntime calls)
    {
        var subscriptions = Subscriptions;
        if (subscriptions.Length == 0) return Skip();
        var (copy, values) = (calls.CopyResult(item), RequestContext.ExportForEvents(calls.Copies));
        StreamItem next;
        List<Task>? full;
        lock (_order)
        {
            next = new StreamItem<T>(copy, new EventSequenceTokenV2(Interlocked.Increment(ref _sequence)), calls) { Values = values };
            full = Offer(subscriptions, next);
        }
        return Deliver(subscriptions, next, full);
    }

    public override ValueTask PublishAsync<T>(IReadOnlyList<T> items, StreamSequenceToken? token, CallRuntime calls)
    {
        var subscriptions = Subscriptions;
        if (subscriptions.Length == 0 || items.Count == 0) return Skip();
        var (copies, values) = (new T[items.Count], RequestContext.ExportForEvents(calls.Copies));
        for (var i = 0; i < copies.Length; i++) copies[i] = calls.CopyResult(items[i]);
        var parts = new StreamItem[copies.Length];
        StreamItem next;
        List<Task>? full;
        lock (_order)
        {
            var number = Interlocked.Increment(ref _sequence);
            for (var i = 0; i < parts.Length; i++) parts[i] = new StreamItem<T>(copies[i], new EventSequenceTokenV2(number, i), calls) { Values = values };
            next = StreamBatch.Of(parts);
            full = Offer(subscriptions, next);
        }
        return Deliver(subscriptions, next, full);
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

    private ValueTask Skip()
    {
        Interlocked.Increment(ref _sequence);
        return default;
    }

    /// <summary>Under the lock, with the numbering: each subscription takes events in the order of their numbers. No code but the engine's runs here.</summary>
    private static List<Task>? Offer(StreamSubscription[] subscriptions, StreamItem item)
    {
        List<Task>? full = null;
        foreach (var subscription in subscriptions)
        {
            var offered = ((MemorySubscription)subscription).OfferAsync(item);
            if (!offered.IsCompleted) (full ??= []).Add(offered.AsTask());
        }
        return full;
    }

    private static ValueTask Deliver(StreamSubscription[] subscriptions, StreamItem item, List<Task>? full)
    {
        foreach (var subscription in subscriptions) ((MemorySubscription)subscription).Begin(item);
        return full is null ? default : new(Task.WhenAll(full));
    }
}
