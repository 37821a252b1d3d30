using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A stream whose events are rows of the store; each subscription reads them at its own pace.</summary>
internal sealed class DurableTopic(string provider, StreamId id, TimeProvider clock, EngineLog log, StreamStore store) : StreamTopic(provider, id, clock, log)
{
    public StreamStore Store => store;

    public override ValueTask PublishAsync<T>(T item, StreamSequenceToken? token, CallRuntime calls) => PublishAsync<T>([item], token, calls);

    /// <summary>Done when the events are on disk.</summary>
    public override async ValueTask PublishAsync<T>(IReadOnlyList<T> items, StreamSequenceToken? token, CallRuntime calls)
    {
        if (token is not null) throw new ArgumentException("The durable streams number their events themselves.", nameof(token));
        if (items.Count == 0) return;
        await store.AppendAsync(this, items);
        foreach (var subscription in Subscriptions) ((DurableSubscription)subscription).Wake();
    }

    public override async Task<StreamSubscription> AddAsync(Guid id, StreamConsumer consumer, StreamSequenceToken? from)
    {
        var position = from is null ? await store.LastAsync(this) : from.SequenceNumber - 1;
        var subscription = new DurableSubscription(id, this, consumer, position);
        if (consumer is GrainStreamConsumer) await store.AddAsync(subscription, position);
        Add(subscription);
        subscription.Wake();
        return subscription;
    }

    public override async Task RemoveAsync(StreamSubscription subscription)
    {
        await base.RemoveAsync(subscription);
        if (!subscription.IsImplicit) await store.RemoveAsync(subscription);
    }

    /// <summary>A subscription of a former process goes on where it was.</summary>
    public void Restore(Guid id, StreamConsumer consumer, long position)
    {
        if (Array.Exists(Subscriptions, s => s.Id == id)) return;
        var subscription = new DurableSubscription(id, this, consumer, position);
        Add(subscription);
        subscription.Wake();
    }

    protected override StreamSubscription CreateImplicit(Guid id, StreamConsumer consumer) =>
        new DurableSubscription(id, this, consumer, store.PositionOf(this, id)) { IsImplicit = true };

    public static StreamSequenceToken TokenOf(long sequence) => new EventSequenceTokenV2(sequence);
}
