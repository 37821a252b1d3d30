using System.Text.Json;
using Dendrite.Contracts.Guards;

namespace Dendrite.Edge.Monitor;

/// <summary>The HystrixCommand frame of a guard. Latencies are whole milliseconds.</summary>
internal static class HystrixCommandFrame
{
    private static readonly string[] Ranks = ["0", "25", "50", "75", "90", "95", "99", "99.5", "100"];

    public static void Write(Utf8JsonWriter json, GuardReading guard, long now)
    {
        HystrixFrames.Begin(json, "HystrixCommand", guard.Name);
        json.WriteNumber("currentTime", now);
        json.WriteBoolean("isCircuitBreakerOpen", HystrixFrames.IsOpen(guard.State));
        WriteHealth(json, guard.Metrics.Counts);
        WriteCounts(json, guard.Metrics.Counts);
        json.WriteNumber("currentConcurrentExecutionCount", guard.Metrics.InFlight);
        json.WriteNumber("rollingMaxConcurrentExecutionCount", guard.Metrics.MaxInFlight);
        WriteLatency(json, "latencyExecute", guard.Metrics);
        WriteLatency(json, "latencyTotal", guard.Metrics);
        WriteProperties(json, guard);
        json.WriteNumber("reportingHosts", 1);
        json.WriteString("threadPool", guard.Name);
        json.WriteBoolean("HALF_OPEN", guard.State == CircuitState.HalfOpen);
        json.WriteEndObject();
    }

    private static void WriteHealth(Utf8JsonWriter json, CallCounts counts)
    {
        // As in Hystrix 1.5, a short circuit is neither an error nor a request: the percentage says how the guard is.
        var errors = counts.Errors;
        var total = errors + counts.Success;
        json.WriteNumber("errorPercentage", total == 0 ? 0 : (int)(100.0 * errors / total));
        json.WriteNumber("errorCount", errors);
        json.WriteNumber("requestCount", total);
    }

    private static void WriteCounts(Utf8JsonWriter json, CallCounts counts)
    {
        json.WriteNumber("rollingCountBadRequests", counts.BadRequest);
        json.WriteNumber("rollingCountCollapsedRequests", 0);
        json.WriteNumber("rollingCountEmit", 0);
        json.WriteNumber("rollingCountExceptionsThrown", counts.FallbackMissing + counts.FallbackFailure + counts.BadRequest);
        json.WriteNumber("rollingCountFailure", counts.Failure);
        json.WriteNumber("rollingCountFallbackEmit", 0);
        json.WriteNumber("rollingCountFallbackFailure", counts.FallbackFailure);
        json.WriteNumber("rollingCountFallbackMissing", counts.FallbackMissing);
        json.WriteNumber("rollingCountFallbackRejection", counts.FallbackRejected);
        json.WriteNumber("rollingCountFallbackSuccess", counts.FallbackSuccess);
        json.WriteNumber("rollingCountResponsesFromCache", counts.CacheHit);
        json.WriteNumber("rollingCountSemaphoreRejected", counts.Rejected);
        json.WriteNumber("rollingCountShortCircuited", counts.ShortCircuited);
        json.WriteNumber("rollingCountSuccess", counts.Success);
        json.WriteNumber("rollingCountThreadPoolRejected", counts.PoolRejected);
        json.WriteNumber("rollingCountTimeout", counts.Timeout);
    }

    private static void WriteLatency(Utf8JsonWriter json, string name, GuardMetricsView metrics)
    {
        json.WriteNumber(name + "_mean", Milliseconds(metrics.LatencyMean ?? TimeSpan.Zero));
        json.WriteStartObject(name);
        for (var i = 0; i < Ranks.Length; i++) json.WriteNumber(Ranks[i], i < metrics.Latencies.Count ? Milliseconds(metrics.Latencies[i].Duration) : 0);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, GuardReading guard)
    {
        var thresholds = guard.Breaker.Thresholds;
        json.WriteNumber("propertyValue_circuitBreakerRequestVolumeThreshold", thresholds.MinimumCalls);
        json.WriteNumber("propertyValue_circuitBreakerSleepWindowInMilliseconds", Milliseconds(thresholds.OpenFor));
        json.WriteNumber("propertyValue_circuitBreakerErrorThresholdPercentage", (int)Math.Round(100 * thresholds.FailureRatio));
        json.WriteBoolean("propertyValue_circuitBreakerForceOpen", guard.State == CircuitState.ForcedOpen);
        json.WriteBoolean("propertyValue_circuitBreakerForceClosed", guard.State == CircuitState.ForcedClosed);
        json.WriteBoolean("propertyValue_circuitBreakerEnabled", guard.State != CircuitState.Disabled);
        json.WriteString("propertyValue_executionIsolationStrategy", "SEMAPHORE");
        json.WriteNumber("propertyValue_executionIsolationThreadTimeoutInMilliseconds", Milliseconds(guard.TimeLimit));
        json.WriteNumber("propertyValue_executionTimeoutInMilliseconds", Milliseconds(guard.TimeLimit));
        json.WriteBoolean("propertyValue_executionIsolationThreadInterruptOnTimeout", true);
        json.WriteNull("propertyValue_executionIsolationThreadPoolKeyOverride");
        json.WriteNumber("propertyValue_executionIsolationSemaphoreMaxConcurrentRequests", guard.MaxConcurrency);
        json.WriteNumber("propertyValue_fallbackIsolationSemaphoreMaxConcurrentRequests", 0);
        json.WriteNumber("propertyValue_metricsRollingStatisticalWindowInMilliseconds", 10_000);
        json.WriteBoolean("propertyValue_requestCacheEnabled", false);
        json.WriteBoolean("propertyValue_requestLogEnabled", false);
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Min(int.MaxValue, Math.Round(time.TotalMilliseconds));
}
