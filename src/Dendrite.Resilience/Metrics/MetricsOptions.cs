using System.ComponentModel.DataAnnotations;

namespace Dendrite.Resilience.Metrics;

/// <summary>The windows of <see cref="GuardMetrics"/>. The defaults are Dyno's; the counters' window is Hystrix's too (metrics.rollingStats).</summary>
public sealed class MetricsOptions
{
    /// <summary>How far the traffic graph reaches back. Default 120 s; 1 s to 1 h, whole seconds.</summary>
    public TimeSpan TrafficWindow { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>The window of the latency percentiles. Default 60 s; 6 s to 1 h.</summary>
    public TimeSpan LatencyWindow { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The window of the counters and rates. Default 10 s; 1 s to <see cref="TrafficWindow"/>, whole seconds.</summary>
    public TimeSpan CounterWindow { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many buckets the latency window moves by. Default 6; 1 to 60.</summary>
    [Range(1, 60)]
    public int LatencyBuckets { get; set; } = 6;

    /// <summary>Throws one exception that lists everything that is out of range.</summary>
    /// <exception cref="ValidationException">At least one option is out of range.</exception>
    internal void Validate()
    {
        var errors = new List<string>();
        var hour = TimeSpan.FromHours(1);
        if (!WholeSeconds(TrafficWindow) || TrafficWindow > hour) errors.Add($"{nameof(TrafficWindow)} is {TrafficWindow}; whole seconds, 1 s to 1 h.");
        if (LatencyWindow < TimeSpan.FromSeconds(6) || LatencyWindow > hour) errors.Add($"{nameof(LatencyWindow)} is {LatencyWindow}; 6 s to 1 h.");
        if (!WholeSeconds(CounterWindow) || CounterWindow > TrafficWindow) errors.Add($"{nameof(CounterWindow)} is {CounterWindow}; whole seconds, 1 s to {nameof(TrafficWindow)}.");
        if (LatencyBuckets is < 1 or > 60) errors.Add($"{nameof(LatencyBuckets)} is {LatencyBuckets}; 1 to 60.");
        if (errors.Count > 0) throw new ValidationException("The metrics options are not valid: " + string.Join(" ", errors));
    }

    private static bool WholeSeconds(TimeSpan value) => value >= TimeSpan.FromSeconds(1) && value.Ticks % TimeSpan.TicksPerSecond == 0;
}
