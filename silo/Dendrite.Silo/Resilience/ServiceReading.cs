using Dendrite.Contracts.Resilience;

namespace Dendrite.Silo.Resilience;

/// <summary>One service as the whole cluster sees it at one moment.</summary>
/// <param name="Name">The service's name, which is its backend's.</param>
/// <param name="Breaker">Its breaker.</param>
/// <param name="Metrics">Its metrics.</param>
/// <param name="TimeLimit">The time that one call may take.</param>
/// <param name="MaxConcurrency">The most calls in flight at once, in each silo.</param>
internal sealed record ServiceReading(string Name, BreakerView Breaker, ServiceMetricsView Metrics, TimeSpan TimeLimit, int MaxConcurrency)
{
    /// <summary>The state of the breaker.</summary>
    public CircuitState State => Breaker.State;

    /// <summary>Failed calls per second within the last 10 s.</summary>
    public double ErrorsPerSecond => Metrics.CountsCover <= TimeSpan.Zero ? 0 : Metrics.Counts.Errors / Metrics.CountsCover.TotalSeconds;
}
