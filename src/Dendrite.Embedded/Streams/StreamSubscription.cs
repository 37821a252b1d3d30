using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// One subscription. A consumer that fails is tried again with growing pauses; after a minute it is told and the event is
/// passed over. No other subscription waits for that.
/// </summary>
internal abstract class StreamSubscription(Guid id, StreamTopic topic, StreamConsumer consumer)
{
    private static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public Guid Id { get; } = id;

    public StreamConsumer Consumer { get; } = consumer;

    public StreamTopic Topic { get; } = topic;

    /// <summary>Made by an attribute of the grain class: it can't be cancelled.</summary>
    public bool IsImplicit { get; init; }

    public bool IsCancelled { get; set; }

    public Streams.Core.IStreamSubscriptionHandleFactory HandleFactory(GrainActivation activation) =>
        new StreamSubscriptionHandlerFactory(StreamProviders.Find(activation.Silo.Services, Topic.ProviderName), Topic.StreamId, Topic.ProviderName, GuidId.GetGuidId(Id));

    /// <summary>The consumer has attached an observer that wants to begin at a place.</summary>
    public virtual void Rewind(StreamSequenceToken? from)
    {
    }

    protected Task Deliver(StreamItem item) => IsCancelled ? Task.CompletedTask : Consumer.DeliverAsync(this, item);

    /// <summary>Waits for the first attempt, and tries again.</summary>
    protected async Task CompleteAsync(StreamItem item, Task attempt)
    {
        var since = Topic.Clock.GetTimestamp();
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await attempt.ConfigureAwait(false);
                return;
            }
            catch (Exception e)
            {
                Topic.Log.DeliveryFailed(Topic.StreamId.ToString(), Id, e);
                if (IsCancelled) return;
                if (Topic.Clock.GetElapsedTime(since) + pause > RetryFor)
                {
                    await GiveUpAsync(item, e).ConfigureAwait(false);
                    return;
                }
            }
            await Task.Delay(pause, Topic.Clock).ConfigureAwait(false);
            attempt = Deliver(item);
        }
    }

    private async Task GiveUpAsync(StreamItem item, Exception exception)
    {
        try
        {
            await Consumer.ErrorAsync(this, new StreamEventDeliveryFailureException($"Event {item.Token} of stream {Topic.StreamId} could not be delivered: {exception.Message}", exception)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Topic.Log.DeliveryFailed(Topic.StreamId.ToString(), Id, e);
        }
    }
}
