using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// One subscription. A consumer that fails is tried again with growing pauses; when <see cref="Configuration.StreamPullingAgentOptions.MaxEventDeliveryTime"/>
/// is over it is told and the event is passed over. No other subscription waits for that.
/// </summary>
internal abstract class StreamSubscription(Guid id, StreamTopic topic, StreamConsumer consumer)
{
    protected static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    protected static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public Guid Id { get; } = id;

    public StreamConsumer Consumer { get; } = consumer;

    public StreamTopic Topic { get; } = topic;

    /// <summary>Made by an attribute of the grain class: it can't be cancelled.</summary>
    public bool IsImplicit { get; init; }

    public bool IsCancelled { get; set; }

    /// <summary>Events in memory that wait for the consumer.</summary>
    public virtual int Waiting => 0;

    /// <summary>Producers wait for the consumer.</summary>
    public virtual bool IsUnderPressure => false;

    public Streams.Core.IStreamSubscriptionHandleFactory HandleFactory(GrainActivation activation) =>
        new StreamSubscriptionHandlerFactory(StreamProviders.Find(activation.Silo.Services, Topic.ProviderName), Topic.StreamId, Topic.ProviderName, GuidId.GetGuidId(Id));

    /// <summary>The topic has it now.</summary>
    public virtual void Begin()
    {
    }

    /// <summary>The consumer has attached an observer that wants to begin at a place.</summary>
    public virtual void Rewind(StreamSequenceToken? from)
    {
    }

    /// <summary>Tells the consumer apart from the events; it may not listen.</summary>
    protected async Task TellAsync(Exception exception)
    {
        try
        {
            await Consumer.ErrorAsync(this, exception).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Topic.Log.DeliveryFailed(Topic.StreamId.ToString(), Id, e);
        }
    }

    /// <summary>The first attempt. It never throws: what went wrong is in the task.</summary>
    protected Task Deliver(StreamItem item)
    {
        StreamMetrics.Sent(this);
        return Attempt(item);
    }

    private Task Attempt(StreamItem item)
    {
        if (IsCancelled) return Task.CompletedTask;
        if (item is LostItems lost) return TellAsync(lost.Exception(Topic.StreamId));
        try
        {
            return Consumer.DeliverAsync(this, item);
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }

    /// <summary>Waits for the first attempt, and tries again. True where the subscription goes on to the next event.</summary>
    protected async Task<bool> CompleteAsync(StreamItem item, Task attempt)
    {
        var since = Topic.Clock.GetTimestamp();
        for (var pause = ShortestPause; ; pause = LongerThan(pause))
        {
            try
            {
                await attempt.ConfigureAwait(false);
                return true;
            }
            catch (Exception e)
            {
                if (IsCancelled) return false;
                if (Consumer.IsGone)
                {
                    await Topic.RemoveAsync(this).ConfigureAwait(false);
                    return false;
                }
                Topic.Log.DeliveryFailed(Topic.StreamId.ToString(), Id, e);
                if (!Topic.HasSilo) return false;
                if (Topic.Clock.GetElapsedTime(since) + pause > Topic.Delivery.MaxEventDeliveryTime)
                {
                    await TellAsync(new StreamEventDeliveryFailureException($"Event {item.Token} of stream {Topic.StreamId} could not be delivered: {e.Message}", e)).ConfigureAwait(false);
                    return true;
                }
            }
            await Task.Delay(pause, Topic.Clock).ConfigureAwait(false);
            attempt = Attempt(item);
        }
    }

    protected static TimeSpan LongerThan(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
