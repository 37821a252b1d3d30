using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>Stands in the place of events that can't be delivered any more: the consumer is told.</summary>
internal sealed class LostItems(StreamSequenceToken from, StreamSequenceToken to) : StreamItem(from)
{
    public override StreamSequenceToken LastToken => to;

    public QueueCacheMissException Exception(StreamId stream) => new($"Events {Token} to {LastToken} of stream {stream} are no longer kept; the subscription goes on after them.");

    public override T ValueAs<T>() => throw new InvalidOperationException("The events are lost.");
}
