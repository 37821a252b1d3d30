using System.Text.Json;
using Dendrite.Contracts.Guards;
using Dendrite.Edge.Guards;

namespace Dendrite.Edge.Admin;

/// <summary>Writes a guard as operators see it. Times in milliseconds, rates per second; what is unknown is null.</summary>
internal static class GuardJson
{
    private static readonly string[] Ranks = ["p0", "p25", "p50", "p75", "p90", "p95", "p99", "p99.5", "p100"];

    public static void Write(Utf8JsonWriter json, GuardReading guard)
    {
        json.WriteStartObject();
        json.WriteString("name", guard.Name);
        WriteBreaker(json, guard.Breaker);
        WriteMetrics(json, guard);
        json.WriteEndObject();
    }

    public static void WriteBreaker(Utf8JsonWriter json, BreakerView breaker)
    {
        json.WriteStartObject("breaker");
        json.WriteString("state", BreakerNames.Of(breaker.State));
        json.WriteString("reason", breaker.Reason);
        json.WriteString("by", breaker.By);
        Time(json, "since", breaker.Since);
        Time(json, "retryAt", breaker.RetryAt);
        json.WriteNumber("version", breaker.Version);
        json.WriteStartObject("thresholds");
        json.WriteNumber("minimumCalls", breaker.Thresholds.MinimumCalls);
        json.WriteNumber("errorPercentage", Rounded(100 * breaker.Thresholds.FailureRatio));
        json.WriteNumber("windowMs", (long)breaker.Thresholds.Window.TotalMilliseconds);
        json.WriteNumber("openForMs", (long)breaker.Thresholds.OpenFor.TotalMilliseconds);
        json.WriteEndObject();
        json.WriteStartArray("changes");
        foreach (var change in breaker.Changes) WriteChange(json, change);
        json.WriteEndArray();
        json.WriteStartArray("silos");
        foreach (var silo in breaker.Silos) WriteSilo(json, silo);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteChange(Utf8JsonWriter json, BreakerChange change)
    {
        json.WriteStartObject();
        json.WriteNumber("version", change.Version);
        json.WriteString("at", change.At);
        json.WriteString("from", BreakerNames.Of(change.From));
        json.WriteString("to", BreakerNames.Of(change.To));
        json.WriteString("reason", change.Reason);
        json.WriteString("by", change.By);
        json.WriteEndObject();
    }

    private static void WriteSilo(Utf8JsonWriter json, SiloEvidence silo)
    {
        json.WriteStartObject();
        json.WriteString("name", silo.Silo);
        json.WriteString("state", BreakerNames.Of(silo.State));
        json.WriteBoolean("own", silo.IsOwn);
        json.WriteBoolean("probes", silo.HoldsPermit);
        json.WriteNumber("calls", silo.Calls);
        json.WriteNumber("failures", silo.Failures);
        json.WriteNumber("refused", silo.Refused);
        json.WriteEndObject();
    }

    private static void WriteMetrics(Utf8JsonWriter json, GuardReading guard)
    {
        var metrics = guard.Metrics;
        json.WriteNumber("requestsPerSecond", Rounded(metrics.RequestsPerSecond));
        json.WriteNumber("errorsPerSecond", Rounded(guard.ErrorsPerSecond));
        if (metrics.ErrorPercentage is { } errors) json.WriteNumber("errorPercentage", Rounded(errors));
        else json.WriteNull("errorPercentage");
        json.WriteNumber("inFlight", metrics.InFlight);
        json.WriteNumber("maxInFlight", metrics.MaxInFlight);
        json.WriteStartObject("counts");
        foreach (var (name, count) in CountsOf(metrics.Counts)) json.WriteNumber(name, count);
        json.WriteEndObject();
        json.WriteStartObject("latency");
        json.WriteNumber("count", metrics.LatencyCount);
        if (metrics.LatencyMean is { } mean) json.WriteNumber("mean", Rounded(mean.TotalMilliseconds));
        for (var i = 0; i < metrics.Latencies.Count && i < Ranks.Length; i++) json.WriteNumber(Ranks[i], Rounded(metrics.Latencies[i].Duration.TotalMilliseconds));
        json.WriteEndObject();
        json.WriteStartArray("traffic");
        foreach (var second in metrics.Traffic) json.WriteNumberValue(second);
        json.WriteEndArray();
    }

    private static (string Name, long Count)[] CountsOf(CallCounts counts) =>
    [
        ("success", counts.Success), ("failure", counts.Failure), ("timeout", counts.Timeout), ("shortCircuited", counts.ShortCircuited),
        ("rejected", counts.Rejected + counts.PoolRejected), ("badRequest", counts.BadRequest), ("cancelled", counts.Cancelled),
        ("retry", counts.Retry), ("cacheHit", counts.CacheHit), ("fallback", counts.FallbackSuccess),
    ];

    private static void Time(Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known) json.WriteString(name, known);
        else json.WriteNull(name);
    }

    private static double Rounded(double value) => Math.Round(value, 2);
}
