using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// One subscription and its own bounded queue, so that a slow consumer holds up nobody: its producer waits once the queue is
/// full. A consumer that fails is tried again with growing pauses; after a time it is told and the event is passed over.
/// </summary>
internal sealed class StreamSubscription(Guid id, StreamTopic topic, StreamConsumer consumer)
{
    internal const int QueueLimit = 1024;

    private static readonly TimeSpan RetryFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<StreamItem> _queue = new(0);
    private TaskCompletionSource? _room;
    private bool _delivering;

    public Guid Id { get; } = id;

    public StreamConsumer Consumer { get; } = consumer;

    public StreamId StreamId => topic.StreamId;

    public StreamTopic Topic => topic;

    public bool IsCancelled { get; set; }

    /// <summary>Delivers the event, or queues it behind those that wait. Not done only where the queue is full.</summary>
    public ValueTask OfferAsync(StreamItem item)
    {
        lock (_lock)
        {
            if (_delivering)
            {
                _queue.Enqueue(item);
                if (_queue.Count < QueueLimit) return default;
                _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                return new(_room.Task);
            }
            _delivering = true;
        }
        DeliverWhileDone(item);
        return default;
    }

    public Streams.Core.IStreamSubscriptionHandleFactory HandleFactory(GrainActivation activation) => new StreamSubscriptionHandlerFactory(topic.ProviderOf(activation), StreamId, topic.ProviderName, GuidId.GetGuidId(Id));

    private void DeliverWhileDone(StreamItem item)
    {
        while (true)
        {
            var task = Deliver(item);
            if (!task.IsCompletedSuccessfully)
            {
                _ = DeliverRestAsync(item, task);
                return;
            }
            topic.Delivered(this, item);
            if (!TryNext(out item)) return;
        }
    }

    private async Task DeliverRestAsync(StreamItem item, Task first)
    {
        await CompleteAsync(item, first).ConfigureAwait(false);
        while (TryNext(out item)) await CompleteAsync(item, Deliver(item)).ConfigureAwait(false);
    }

    private Task Deliver(StreamItem item) => IsCancelled ? Task.CompletedTask : Consumer.DeliverAsync(this, item);

    private async Task CompleteAsync(StreamItem item, Task attempt)
    {
        var clock = topic.Clock;
        var since = clock.GetTimestamp();
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await attempt.ConfigureAwait(false);
                topic.Delivered(this, item);
                return;
            }
            catch (Exception e)
            {
                topic.Log.DeliveryFailed(StreamId.ToString(), Id, e);
                if (clock.GetElapsedTime(since) + pause > RetryFor)
                {
                    await GiveUpAsync(item, e).ConfigureAwait(false);
                    return;
                }
            }
            await Task.Delay(pause, clock).ConfigureAwait(false);
            attempt = Deliver(item);
        }
    }

    private async Task GiveUpAsync(StreamItem item, Exception exception)
    {
        try
        {
            await Consumer.ErrorAsync(this, new StreamEventDeliveryFailureException($"Event {item.Token} of stream {StreamId} could not be delivered: {exception.Message}", exception)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            topic.Log.DeliveryFailed(StreamId.ToString(), Id, e);
        }
        topic.Delivered(this, item);
    }

    private bool TryNext(out StreamItem item)
    {
        TaskCompletionSource? room = null;
        bool more;
        lock (_lock)
        {
            more = _queue.TryDequeue(out item!);
            if (!more) _delivering = false;
            if (_queue.Count <= QueueLimit / 2) (room, _room) = (_room, null);
        }
        room?.TrySetResult();
        return more;
    }
}
