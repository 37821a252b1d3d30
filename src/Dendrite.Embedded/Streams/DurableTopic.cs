using Orleans.Providers.Streams.Common;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>A stream whose events are rows of the store; each subscription reads them at its own pace.</summary>
internal sealed class DurableTopic(StreamSettings settings, StreamId id, StreamStore store) : StreamTopic(settings, id)
{
    public StreamStore Store => store;

    /// <summary>Names the rows. Of equal ids the first that was stored.</summary>
    public string Name { get; } = store.NameOf(id) ?? StreamName.Of(id);

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
        var position = from is null ? await store.LastAsync(this) : PositionBefore(from);
        var subscription = new DurableSubscription(id, this, consumer, position);
        if (consumer is GrainStreamConsumer) await store.AddAsync(subscription);
        Add(subscription);
        subscription.Wake();
        return subscription;
    }

    public override async Task RemoveAsync(StreamSubscription subscription)
    {
        await base.RemoveAsync(subscription);
        if (!subscription.IsImplicit && subscription.Consumer is GrainStreamConsumer) await store.RemoveAsync(subscription.Id);
    }

    /// <summary>
    /// A subscription of a former process goes on where it was. One that an attribute had made and no attribute makes any
    /// more is forgotten, so that it holds back no events.
    /// </summary>
    public async Task RestoreAsync(Guid id, GrainStreamConsumer consumer, long position)
    {
        if (Array.Find(Subscriptions, s => s.Id == id) is DurableSubscription known)
        {
            known.Wake();
            return;
        }
        if (id == ImplicitSubscriptions.IdOf(consumer.Id, ProviderName, StreamId))
        {
            await store.RemoveAsync(id);
            return;
        }
        var subscription = new DurableSubscription(id, this, consumer, position);
        Add(subscription);
        subscription.Wake();
    }

    public static long PositionBefore(StreamSequenceToken token) => Math.Max(0, token.SequenceNumber - 1);

    public static EventSequenceTokenV2 TokenOf(long sequence) => new(sequence);

    protected override StreamSubscription CreateImplicit(Guid id, StreamConsumer consumer) =>
        new DurableSubscription(id, this, consumer, store.PositionOf(id) ?? 0) { IsImplicit = true };
}
