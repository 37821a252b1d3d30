namespace Orleans.Configuration;

/// <summary>How events are brought to the consumers of a stream provider; named by the provider.</summary>
public class StreamPullingAgentOptions
{
    public static readonly int DEFAULT_BATCH_CONTAINER_BATCH_SIZE = 1;

    public static readonly TimeSpan DEFAULT_MAX_EVENT_DELIVERY_TIME = TimeSpan.FromMinutes(1);

    /// <summary>How many published batches that wait may come to a consumer as one; 1.</summary>
    public int BatchContainerBatchSize { get; set; } = DEFAULT_BATCH_CONTAINER_BATCH_SIZE;

    /// <summary>How long an event is tried again at a consumer that fails, before the consumer is told and the event passed over; one minute.</summary>
    public TimeSpan MaxEventDeliveryTime { get; set; } = DEFAULT_MAX_EVENT_DELIVERY_TIME;
}
