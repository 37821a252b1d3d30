namespace Dendrite.Resilience.Metrics;

/// <summary>What <see cref="GuardMetrics.Read"/> saw. What is unknown, because nothing was recorded, is null and not zero.</summary>
public sealed record MetricsSnapshot
{
    /// <summary>When it was read.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The outcomes within the counters' window.</summary>
    public required OutcomeCounts Counts { get; init; }

    /// <summary>The outcomes since the metrics were made.</summary>
    public required OutcomeCounts Total { get; init; }

    /// <summary>Requests of each second of the traffic window, oldest first, the running second last.</summary>
    public required IReadOnlyList<long> Traffic { get; init; }

    /// <summary>The latencies within the latency window.</summary>
    public required HistogramSnapshot Latency { get; init; }

    /// <summary>The time that <see cref="Counts"/> covers: the window, or less right after the start.</summary>
    public required TimeSpan CountsCover { get; init; }

    /// <summary>Calls in flight now.</summary>
    public required int InFlight { get; init; }

    /// <summary>The most calls in flight at once within the counters' window.</summary>
    public required int MaxInFlight { get; init; }

    /// <summary>Requests per second over the counters' window.</summary>
    public double RequestsPerSecond => PerSecond(Counts.Requests);

    /// <summary>Errors per second over the counters' window.</summary>
    public double ErrorsPerSecond => PerSecond(Counts.Errors);

    /// <summary>Errors in percent over the counters' window; null when nothing was judged.</summary>
    public double? ErrorPercentage => Counts.ErrorPercentage;

    /// <summary><see cref="Traffic"/> relative to its busiest second, 0 to 1; all 0 when there was no traffic.</summary>
    public IReadOnlyList<double> RelativeTraffic
    {
        get
        {
            var highest = Traffic.Count == 0 ? 0 : Traffic.Max();
            return [.. Traffic.Select(t => highest == 0 ? 0.0 : (double)t / highest)];
        }
    }

    /// <summary>The mean latency; null when there was none.</summary>
    public TimeSpan? Mean => Latency.Mean;

    /// <summary>The median latency; null when there was none.</summary>
    public TimeSpan? Median => Latency.Percentile(50);

    /// <summary>The 90th percentile of the latency.</summary>
    public TimeSpan? P90 => Latency.Percentile(90);

    /// <summary>The 95th percentile of the latency.</summary>
    public TimeSpan? P95 => Latency.Percentile(95);

    /// <summary>The 99th percentile of the latency.</summary>
    public TimeSpan? P99 => Latency.Percentile(99);

    /// <summary>The 99.5th percentile of the latency.</summary>
    public TimeSpan? P995 => Latency.Percentile(99.5);

    private double PerSecond(long count) => CountsCover <= TimeSpan.Zero ? 0 : count / CountsCover.TotalSeconds;
}
