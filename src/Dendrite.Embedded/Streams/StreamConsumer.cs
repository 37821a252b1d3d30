namespace Orleans.Runtime;

/// <summary>Who subscribes: a grain, by its identity, or a client or silo service, which holds its observers itself.</summary>
internal abstract class StreamConsumer(GrainId id)
{
    public GrainId Id { get; } = id;

    /// <summary>It will never take an event again.</summary>
    public virtual bool IsGone => false;

    /// <summary>Gives the event to the consumer's observer. Where the consumer is idle and the observer doesn't wait, it is done on return; an attempt without an end fails after the response time-out.</summary>
    public abstract Task DeliverAsync(StreamSubscription subscription, StreamItem item);

    public abstract Task ErrorAsync(StreamSubscription subscription, Exception exception);

    public abstract void Attach(Guid subscription, StreamHandler handler);

    public abstract void Detach(Guid subscription);
}
