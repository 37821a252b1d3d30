using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// Reads the stream's events from its position on, a few at a time, and saves the position after each delivery: at least
/// once, in order. It pauses while the cluster has no silo, and where the store fails.
/// </summary>
internal sealed class DurableSubscription(Guid id, DurableTopic topic, StreamConsumer consumer, long position) : StreamSubscription(id, topic, consumer)
{
    private const int EventsPerRead = 64;
    private const int Resting = 0;
    private const int Reading = 1;
    private const int ReadingWithMore = 2;

    private long _position = position;
    private int _state;
    private int _saving;

    public long Position => Interlocked.Read(ref _position);

    /// <summary>There may be events.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _state, ReadingWithMore) == Resting) _ = Task.Run(ReadAsync);
    }

    /// <summary>An attribute's subscription is written down before its first event, so that the store keeps that for it.</summary>
    public override void Begin()
    {
        Save();
        Wake();
    }

    public override void Rewind(StreamSequenceToken? from)
    {
        if (from is null) return;
        Interlocked.Exchange(ref _position, DurableTopic.PositionBefore(from));
        Wake();
    }

    /// <summary>Saves the position with the next commit; a crash before it repeats the delivery. One save waits at most, and takes the newest position.</summary>
    private void Save()
    {
        if (Consumer is GrainStreamConsumer && Interlocked.Exchange(ref _saving, 1) == 0) _ = SaveAsync();
    }

    private async Task SaveAsync()
    {
        try
        {
            await topic.Store.SaveAsync(this, () => Volatile.Write(ref _saving, 0)).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The process ends; the events after the last saved position come again with the next.
        }
        catch (Exception e)
        {
            Volatile.Write(ref _saving, 0);
            Topic.Log.StreamStoreFailed(Topic.StreamId.ToString(), Id, e);
        }
    }

    private async Task ReadAsync()
    {
        var pause = ShortestPause;
        do
        {
            Interlocked.Exchange(ref _state, Reading);
            try
            {
                await DeliverAllAsync().ConfigureAwait(false);
                pause = ShortestPause;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                Topic.Log.StreamStoreFailed(Topic.StreamId.ToString(), Id, e);
                await Task.Delay(pause, Topic.Clock).ConfigureAwait(false);
                pause = LongerThan(pause);
                Interlocked.Exchange(ref _state, ReadingWithMore);
            }
        }
        while (Interlocked.CompareExchange(ref _state, Resting, Reading) != Reading);
    }

    private async Task DeliverAllAsync()
    {
        while (!IsCancelled && (Topic.HasSilo || Consumer is not GrainStreamConsumer))
        {
            var before = Position;
            var (items, purged) = topic.Store.Read(topic, before, EventsPerRead);
            if (before < purged)
            {
                await TellAsync(new QueueCacheMissException(DurableTopic.TokenOf(before + 1).ToString(), DurableTopic.TokenOf(purged + 1).ToString(), "the newest")).ConfigureAwait(false);
                MoveOn(before, purged);
                continue;
            }
            if (items.Count == 0) return;
            foreach (var item in Together(items))
            {
                if (!await CompleteAsync(item, Deliver(item)).ConfigureAwait(false)) return;
                if (IsCancelled || !MoveOn(before, item.LastToken.SequenceNumber)) break;
                before = item.LastToken.SequenceNumber;
            }
        }
    }

    /// <summary>False where the consumer has gone to another place meanwhile.</summary>
    private bool MoveOn(long from, long to)
    {
        if (Interlocked.CompareExchange(ref _position, to, from) != from) return false;
        Save();
        return true;
    }

    private IEnumerable<StreamItem> Together(List<StreamItem> items)
    {
        var size = Topic.Delivery.BatchContainerBatchSize;
        return size <= 1 ? items : items.Chunk(size).Select(chunk => StreamBatch.Join([.. chunk]));
    }
}
