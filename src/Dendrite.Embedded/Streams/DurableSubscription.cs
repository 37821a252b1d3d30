using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>Reads the stream's events from its position on and saves the position after each delivery: at least once, in order.</summary>
internal sealed class DurableSubscription(Guid id, DurableTopic topic, StreamConsumer consumer, long position) : StreamSubscription(id, topic, consumer)
{
    private const int EventsPerRead = 64;
    private const int Resting = 0;
    private const int Reading = 1;
    private const int ReadingWithMore = 2;

    private long _position = position;
    private int _state;

    public long Position => Interlocked.Read(ref _position);

    /// <summary>There may be events.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _state, ReadingWithMore) == Resting) _ = Task.Run(ReadAsync);
    }

    public override void Rewind(StreamSequenceToken? from)
    {
        if (from is null) return;
        Interlocked.Exchange(ref _position, from.SequenceNumber - 1);
        Wake();
    }

    private async Task ReadAsync()
    {
        do
        {
            Interlocked.Exchange(ref _state, Reading);
            try
            {
                while (!IsCancelled && topic.Store.Read(topic, Position, EventsPerRead) is { Count: > 0 } items)
                {
                    foreach (var item in items)
                    {
                        var before = Position;
                        await CompleteAsync(item, Deliver(item)).ConfigureAwait(false);
                        if (IsCancelled || Interlocked.CompareExchange(ref _position, item.Token.SequenceNumber, before) != before) break;
                        topic.Store.Save(this);
                    }
                }
            }
            catch (Exception e)
            {
                Topic.Log.DeliveryFailed(Topic.StreamId.ToString(), Id, e);
            }
        }
        while (Interlocked.CompareExchange(ref _state, Resting, Reading) != Reading);
    }
}
