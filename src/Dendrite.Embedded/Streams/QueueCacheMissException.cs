namespace Orleans.Streams;

/// <summary>The events from a place on are no longer kept: the consumer asked for them too late, or fell too far behind.</summary>
[GenerateSerializer]
public sealed class QueueCacheMissException : DataNotAvailableException
{
    public QueueCacheMissException()
        : this("The events are no longer kept.")
    {
    }

    public QueueCacheMissException(string message)
        : base(message)
    {
    }

    public QueueCacheMissException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public QueueCacheMissException(StreamSequenceToken requested, StreamSequenceToken low, StreamSequenceToken high)
        : this(requested.ToString(), low.ToString(), high.ToString())
    {
    }

    public QueueCacheMissException(string? requested, string? low, string? high)
        : this($"The event {requested} is not kept; kept are {low} to {high}.")
    {
        Requested = requested;
        Low = low;
        High = high;
    }

    [Id(0)]
    public string? Requested { get; private set; }

    [Id(1)]
    public string? Low { get; private set; }

    [Id(2)]
    public string? High { get; private set; }
}
