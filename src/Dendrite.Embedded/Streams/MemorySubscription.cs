namespace Orleans.Runtime;

/// <summary>A subscription with a bounded queue of its own: its producer waits once the queue is full.</summary>
internal sealed class MemorySubscription(Guid id, StreamTopic topic, StreamConsumer consumer) : StreamSubscription(id, topic, consumer)
{
    internal const int QueueLimit = 1024;

    private readonly Lock _lock = new();
    private readonly Queue<StreamItem> _queue = new(0);
    private TaskCompletionSource? _room;
    private bool _delivering;

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

    private void DeliverWhileDone(StreamItem item)
    {
        do
        {
            var task = Deliver(item);
            if (!task.IsCompletedSuccessfully)
            {
                _ = DeliverRestAsync(item, task);
                return;
            }
        }
        while (TryNext(out item));
    }

    private async Task DeliverRestAsync(StreamItem item, Task first)
    {
        await CompleteAsync(item, first).ConfigureAwait(false);
        while (TryNext(out item)) await CompleteAsync(item, Deliver(item)).ConfigureAwait(false);
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
