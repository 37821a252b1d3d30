using System.Text.Json.Serialization;
using Dendrite.Contracts.Guards;
using Dendrite.Edge.Guards;
using Dendrite.Protocol;

namespace Dendrite.Edge.Admin;

/// <summary>A guard as operators see it. Times in milliseconds, rates per second; what is unknown is null.</summary>
internal sealed record GuardDescription(
    string Name, BreakerDescription Breaker, double RequestsPerSecond, double ErrorsPerSecond, double? ErrorPercentage, int InFlight, int MaxInFlight,
    CountsDescription Counts, LatencyDescription Latency, IReadOnlyList<long> Traffic, ErrorDescription? LastError)
{
    public static GuardDescription Of(GuardReading guard)
    {
        var metrics = guard.Metrics;
        return new(
            guard.Name, BreakerDescription.Of(guard.Breaker), Rounded(metrics.RequestsPerSecond), Rounded(guard.ErrorsPerSecond),
            metrics.ErrorPercentage is { } errors ? Rounded(errors) : null, metrics.InFlight, metrics.MaxInFlight,
            CountsDescription.Of(metrics.Counts), LatencyDescription.Of(metrics), metrics.Traffic, ErrorDescription.Of(metrics.LastError));
    }

    public static double Rounded(double value) => Math.Round(value, 2);
}

/// <summary>The last failure of a backend.</summary>
internal sealed record ErrorDescription(DateTimeOffset At, string Code, string Reason, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Status)
{
    public static ErrorDescription? Of(GuardError? error) => error is null ? null : new(error.At, error.Code.ToText(), error.Reason, error.StatusCode);
}

/// <summary>What a command leaves behind.</summary>
internal sealed record BreakerChanged(string Name, BreakerDescription Breaker)
{
    public static BreakerChanged Of(BreakerView breaker) => new(breaker.Guard.ToString(), BreakerDescription.Of(breaker));
}

/// <summary>A breaker: its state, why, what it goes by, what changed and what each silo sees.</summary>
internal sealed record BreakerDescription(
    string State, string Reason, string By, DateTimeOffset? Since, DateTimeOffset? RetryAt, long Version,
    ThresholdsDescription Thresholds, IReadOnlyList<ChangeDescription> Changes, IReadOnlyList<SiloDescription> Silos)
{
    public static BreakerDescription Of(BreakerView breaker) => new(
        BreakerNames.Of(breaker.State), breaker.Reason, breaker.By, breaker.Since, breaker.RetryAt, breaker.Version,
        new(breaker.Thresholds.MinimumCalls, GuardDescription.Rounded(100 * breaker.Thresholds.FailureRatio),
            (long)breaker.Thresholds.Window.TotalMilliseconds, (long)breaker.Thresholds.OpenFor.TotalMilliseconds),
        [.. breaker.Changes.Select(c => new ChangeDescription(c.Version, c.At, BreakerNames.Of(c.From), BreakerNames.Of(c.To), c.Reason, c.By))],
        [.. breaker.Silos.Select(s => new SiloDescription(s.Silo, BreakerNames.Of(s.State), s.IsOwn, s.HoldsPermit, s.Calls, s.Failures, s.Refused))]);
}

/// <summary>When a breaker opens, and for how long.</summary>
internal sealed record ThresholdsDescription(int MinimumCalls, double ErrorPercentage, long WindowMs, long OpenForMs);

/// <summary>One change of a breaker's state.</summary>
internal sealed record ChangeDescription(long Version, DateTimeOffset At, string From, string To, string Reason, string By);

/// <summary>What one silo sees of a breaker; <c>own</c>: it judges by itself, <c>probes</c>: it may try the backend.</summary>
internal sealed record SiloDescription(string Name, string State, bool Own, bool Probes, long Calls, long Failures, long Refused);

/// <summary>Calls in the window, by how they ended.</summary>
internal sealed record CountsDescription(
    long Success, long Failure, long Timeout, long ShortCircuited, long Rejected, long BadRequest, long Cancelled, long Retry, long CacheHit, long Fallback)
{
    public static CountsDescription Of(CallCounts counts) => new(
        counts.Success, counts.Failure, counts.Timeout, counts.ShortCircuited, counts.Rejected + counts.PoolRejected, counts.BadRequest, counts.Cancelled,
        counts.Retry, counts.CacheHit, counts.FallbackSuccess);
}

/// <summary>How long calls took, in milliseconds; what is not known is left out.</summary>
internal sealed record LatencyDescription(long Count)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Mean { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P0 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P25 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P50 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P75 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P90 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P95 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P99 { get; init; }

    [JsonPropertyName("p99.5"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P995 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? P100 { get; init; }

    public static LatencyDescription Of(GuardMetricsView metrics)
    {
        double? At(int i) => i < metrics.Latencies.Count ? GuardDescription.Rounded(metrics.Latencies[i].Duration.TotalMilliseconds) : null;
        return new(metrics.LatencyCount)
        {
            Mean = metrics.LatencyMean is { } mean ? GuardDescription.Rounded(mean.TotalMilliseconds) : null,
            P0 = At(0),
            P25 = At(1),
            P50 = At(2),
            P75 = At(3),
            P90 = At(4),
            P95 = At(5),
            P99 = At(6),
            P995 = At(7),
            P100 = At(8),
        };
    }
}
