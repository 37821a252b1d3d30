namespace Dendrite.Resources;

/// <summary>When the breaker of a backend opens, as the configuration declares it. The defaults are Hystrix's. Every value has been validated.</summary>
public sealed record BreakerDefinition
{
    /// <summary>What a probe may take beyond the time limit of a request before its permit is taken back.</summary>
    public static readonly TimeSpan ProbeMargin = TimeSpan.FromSeconds(5);

    /// <summary>The fewest calls within <see cref="Window"/> before failures are judged: of one silo for its own breaker, of all for the cluster's. Default 20.</summary>
    public int MinimumCalls { get; init; } = 20;

    /// <summary>The share of failed calls that opens it. Default 0.5; above 0 to 1.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>The time that calls are judged over. Default 10 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long it stays open before a probe. Default 5 s.</summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(5);
}
