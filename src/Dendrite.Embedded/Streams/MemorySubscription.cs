using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// A subscription with a bounded queue of its own. While the queue is full its producers wait, as long as the consumer gets
/// on; one that takes nothing for <see cref="LongestWait"/> is left behind: nobody waits for it any more, and when it is
/// <see cref="QueueLimit"/> times <see cref="Overdraft"/> behind, what waits is dropped and it is told.
/// </summary>
internal sealed class MemorySubscription(Guid id, StreamTopic topic, StreamConsumer consumer, long begin) : StreamSubscription(id, topic, consumer)
{
    internal const int QueueLimit = 1024;

    /// <summary>Orleans's memory queue holds as many events: 16,384.</summary>
    internal const int Overdraft = 16;

    private const int RoomAgain = QueueLimit - (QueueLimit / 8);

    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<StreamItem> _queue = new(0);
    private TaskCompletionSource? _room;
    private StreamItem? _offered;
    private long _taken;
    private long _done = begin;
    private bool _delivering;
    private bool _leftBehind;

    public override int Waiting
    {
        get
        {
            lock (_lock) return _queue.Count;
        }
    }

    public override bool IsUnderPressure => Waiting >= QueueLimit;

    /// <summary>A grain that produces for itself can't take anything before its turn ends: it mustn't wait for that.</summary>
    private bool ProducerIsConsumer => RuntimeContext.Current is { } producer && producer.GrainId == Consumer.Id && !producer.Type.IsReentrant;

    /// <summary>Takes the event for <see cref="Begin(StreamItem)"/>, or queues it behind those that wait. Not done only where the queue is full.</summary>
    public ValueTask OfferAsync(StreamItem item)
    {
        lock (_lock)
        {
            if (_delivering)
            {
                if (_queue.Count >= QueueLimit * Overdraft) DropQueue();
                _queue.Enqueue(item);
                if (_queue.Count < QueueLimit || _leftBehind || ProducerIsConsumer) return default;
                return new(WaitForRoomAsync((_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task));
            }
            _delivering = true;
        }
        Volatile.Write(ref _offered, item);
        return default;
    }

    /// <summary>Delivers the event if it was taken for that; only the producer that offered it finds it here.</summary>
    public void Begin(StreamItem item)
    {
        if (!ReferenceEquals(Volatile.Read(ref _offered), item)) return;
        Volatile.Write(ref _offered, null);
        DeliverWhileDone(item);
    }

    /// <summary>Nothing is kept, so events that the subscription has had, or that were before it, can't come again.</summary>
    public override void Rewind(StreamSequenceToken? from)
    {
        var done = Volatile.Read(ref _done);
        if (from is null || from.SequenceNumber >= done) return;
        var missed = new QueueCacheMissException(from.ToString(), $"what comes after {done}", "the newest");
        _ = Task.Run(() => TellAsync(missed));
    }

    private async Task WaitForRoomAsync(Task room)
    {
        while (!room.IsCompleted)
        {
            var taken = Interlocked.Read(ref _taken);
            await room.WaitAsync(LongestWait, Topic.Clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!room.IsCompleted && taken == Interlocked.Read(ref _taken)) LeaveBehind();
        }
    }

    private void LeaveBehind()
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            _leftBehind = _queue.Count > RoomAgain;
            (room, _room) = (_room, null);
        }
        Topic.Log.ConsumerLeftBehind(Topic.StreamId.ToString(), Id, LongestWait);
        room?.TrySetResult();
    }

    /// <summary>Under the lock.</summary>
    private void DropQueue()
    {
        var (first, count) = (_queue.Peek(), _queue.Count);
        var last = first;
        while (_queue.TryDequeue(out var item)) last = item;
        StreamMetrics.Dropped(Topic.ProviderName, count);
        _queue.Enqueue(new LostItems(first.Token, last.LastToken));
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
        while (TryNext(ref item));
    }

    private async Task DeliverRestAsync(StreamItem item, Task first)
    {
        for (var attempt = first; ; attempt = Deliver(item))
        {
            if (!await CompleteAsync(item, attempt).ConfigureAwait(false) && !IsCancelled) StreamMetrics.Dropped(Topic.ProviderName, 1);
            if (!TryNext(ref item)) return;
        }
    }

    /// <summary>The item is done; the next, or the next batch of them.</summary>
    private bool TryNext(ref StreamItem item)
    {
        Volatile.Write(ref _done, item.LastToken.SequenceNumber);
        TaskCompletionSource? room = null;
        bool more;
        lock (_lock)
        {
            more = _queue.TryDequeue(out item!);
            if (!more) _delivering = false;
            else if (Topic.Delivery.BatchContainerBatchSize > 1 && item is not LostItems) item = Join(item);
            _taken++;
            if (_queue.Count <= RoomAgain)
            {
                (room, _room) = (_room, null);
                _leftBehind = false;
            }
        }
        room?.TrySetResult();
        return more;
    }

    private StreamItem Join(StreamItem first)
    {
        var parts = new List<StreamItem> { first };
        while (parts.Count < Topic.Delivery.BatchContainerBatchSize && _queue.TryPeek(out var next) && next is not LostItems) parts.Add(_queue.Dequeue());
        return StreamBatch.Join(parts);
    }
}
