using System.Text.Json;
using Dendrite.Contracts.Resilience;
using Dendrite.Silo.Resilience;

namespace Dendrite.Silo.Monitor;

/// <summary>The HystrixCommand frame of a service. Latencies are whole milliseconds.</summary>
internal static class HystrixCommandFrame
{
    private static readonly string[] Ranks = ["0", "25", "50", "75", "90", "95", "99", "99.5", "100"];

    public static void Write(Utf8JsonWriter json, ServiceReading service, long now)
    {
        HystrixFrames.Begin(json, "HystrixCommand", service.Name);
        json.WriteNumber("currentTime", now);
        json.WriteBoolean("isCircuitBreakerOpen", HystrixFrames.IsOpen(service.State));
        WriteHealth(json, service.Metrics.Counts);
        WriteCounts(json, service.Metrics.Counts);
        json.WriteNumber("currentConcurrentExecutionCount", service.Metrics.InFlight);
        json.WriteNumber("rollingMaxConcurrentExecutionCount", service.Metrics.MaxInFlight);
        WriteLatency(json, "latencyExecute", service.Metrics);
        WriteLatency(json, "latencyTotal", service.Metrics);
        WriteProperties(json, service);
        json.WriteNumber("reportingHosts", 1);
        json.WriteString("threadPool", service.Name);
        json.WriteBoolean("HALF_OPEN", service.State == CircuitState.HalfOpen);
        json.WriteEndObject();
    }

    private static void WriteHealth(Utf8JsonWriter json, CallCounts counts)
    {
        // As in Hystrix 1.5, a short circuit is neither an error nor a request: the percentage says how the service is.
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

    private static void WriteLatency(Utf8JsonWriter json, string name, ServiceMetricsView metrics)
    {
        json.WriteNumber(name + "_mean", Milliseconds(metrics.LatencyMean ?? TimeSpan.Zero));
        json.WriteStartObject(name);
        for (var i = 0; i < Ranks.Length; i++) json.WriteNumber(Ranks[i], i < metrics.Latencies.Count ? Milliseconds(metrics.Latencies[i].Duration) : 0);
        json.WriteEndObject();
    }

    private static void WriteProperties(Utf8JsonWriter json, ServiceReading service)
    {
        var thresholds = service.Breaker.Thresholds;
        json.WriteNumber("propertyValue_circuitBreakerRequestVolumeThreshold", thresholds.MinimumCalls);
        json.WriteNumber("propertyValue_circuitBreakerSleepWindowInMilliseconds", Milliseconds(thresholds.OpenFor));
        json.WriteNumber("propertyValue_circuitBreakerErrorThresholdPercentage", (int)Math.Round(100 * thresholds.FailureRatio));
        json.WriteBoolean("propertyValue_circuitBreakerForceOpen", service.State == CircuitState.ForcedOpen);
        json.WriteBoolean("propertyValue_circuitBreakerForceClosed", service.State == CircuitState.ForcedClosed);
        json.WriteBoolean("propertyValue_circuitBreakerEnabled", service.State != CircuitState.Disabled);
        json.WriteString("propertyValue_executionIsolationStrategy", "SEMAPHORE");
        json.WriteNumber("propertyValue_executionIsolationThreadTimeoutInMilliseconds", Milliseconds(service.TimeLimit));
        json.WriteNumber("propertyValue_executionTimeoutInMilliseconds", Milliseconds(service.TimeLimit));
        json.WriteBoolean("propertyValue_executionIsolationThreadInterruptOnTimeout", true);
        json.WriteNull("propertyValue_executionIsolationThreadPoolKeyOverride");
        json.WriteNumber("propertyValue_executionIsolationSemaphoreMaxConcurrentRequests", service.MaxConcurrency);
        json.WriteNumber("propertyValue_fallbackIsolationSemaphoreMaxConcurrentRequests", 0);
        json.WriteNumber("propertyValue_metricsRollingStatisticalWindowInMilliseconds", 10_000);
        json.WriteBoolean("propertyValue_requestCacheEnabled", false);
        json.WriteBoolean("propertyValue_requestLogEnabled", false);
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Min(int.MaxValue, Math.Round(time.TotalMilliseconds));
}
