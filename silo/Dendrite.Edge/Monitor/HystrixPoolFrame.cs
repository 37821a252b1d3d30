using System.Text.Json;
using Dendrite.Contracts.Guards;

namespace Dendrite.Edge.Monitor;

/// <summary>The HystrixThreadPool frame of a guard. A guard has no workers of its own; its limit of calls at once, of all silos together, stands for their number.</summary>
internal static class HystrixPoolFrame
{
    public static void Write(Utf8JsonWriter json, GuardReading guard, long now)
    {
        var metrics = guard.Metrics;
        var counts = metrics.Counts;
        var size = guard.MaxConcurrency * Math.Max(1, metrics.Silos.Count);
        var ran = counts.Success + counts.Failure + counts.Timeout + counts.BadRequest + counts.Cancelled;
        HystrixFrames.Begin(json, "HystrixThreadPool", guard.Name);
        json.WriteNumber("currentTime", now);
        json.WriteNumber("currentActiveCount", metrics.InFlight);
        json.WriteNumber("currentCompletedTaskCount", ran);
        json.WriteNumber("currentCorePoolSize", size);
        json.WriteNumber("currentLargestPoolSize", metrics.MaxInFlight);
        json.WriteNumber("currentMaximumPoolSize", size);
        json.WriteNumber("currentPoolSize", size);
        json.WriteNumber("currentQueueSize", 0);
        json.WriteNumber("currentTaskCount", ran + metrics.InFlight);
        json.WriteNumber("rollingCountThreadsExecuted", ran);
        json.WriteNumber("rollingMaxActiveThreads", metrics.MaxInFlight);
        json.WriteNumber("rollingCountCommandRejections", counts.Rejected + counts.PoolRejected);
        json.WriteNumber("propertyValue_queueSizeRejectionThreshold", 0);
        json.WriteNumber("propertyValue_metricsRollingStatisticalWindowInMilliseconds", 10_000);
        json.WriteNumber("reportingHosts", 1);
        json.WriteEndObject();
    }
}
