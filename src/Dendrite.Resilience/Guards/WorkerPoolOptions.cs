namespace Dendrite.Resilience.Guards;

/// <summary>How many calls of a guard run at the same time, and how many wait for that.</summary>
public sealed class WorkerPoolOptions
{
    /// <summary>The most calls that run. Default 10 (coreSize of a Hystrix thread pool); at least 1.</summary>
    public int Workers { get; set; } = 10;

    /// <summary>The most calls that wait; the next is refused at once. Default 5 (queueSizeRejectionThreshold); 0 for no waiting.</summary>
    public int QueueLimit { get; set; } = 5;
}
