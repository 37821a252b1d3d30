using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>
/// How long calls take, as Orleans gives it: three counters of buckets, count and sum. A call pays for it only while
/// somebody listens, and allocates nothing even then.
/// </summary>
internal static class RequestMetrics
{
    private static readonly long[] Bounds = [1, 2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1_000, 1_500, 2_000, 5_000, 10_000, 15_000, long.MaxValue];
    private static readonly KeyValuePair<string, object?>[] Labels = [.. Bounds.Select(b => new KeyValuePair<string, object?>("duration", $"{b}ms"))];
    private static readonly long[] Buckets = new long[Bounds.Length];
    private static readonly Counter<long> TimedOut = EngineMetrics.Meter.CreateCounter<long>("orleans-app-requests-timedout");
    private static readonly Counter<long> Cancelled = EngineMetrics.Meter.CreateCounter<long>("orleans-app-requests-canceled");
    private static readonly ObservableCounter<long> Total = EngineMetrics.Meter.CreateObservableCounter("orleans-app-requests-latency-sum", static () => Interlocked.Read(ref TheSum));
    private static long TheSum;
    private static long TheCount;

    static RequestMetrics()
    {
        EngineMetrics.Meter.CreateObservableCounter("orleans-app-requests-latency-count", static () => Interlocked.Read(ref TheCount));
        EngineMetrics.Meter.CreateObservableCounter("orleans-app-requests-latency-bucket", static () => Buckets.Select((_, i) => new Measurement<long>(Interlocked.Read(ref Buckets[i]), Labels[i])));
    }

    /// <summary>A time stamp for <see cref="Ended"/>; 0 where nobody listens.</summary>
    public static long Begin() => Total.Enabled ? TimeProvider.System.GetTimestamp() : 0;

    public static void Ended(long since)
    {
        if (since == 0) return;
        var milliseconds = (long)TimeProvider.System.GetElapsedTime(since).TotalMilliseconds;
        var bucket = 0;
        while (milliseconds > Bounds[bucket]) bucket++;
        Interlocked.Increment(ref Buckets[bucket]);
        Interlocked.Increment(ref TheCount);
        Interlocked.Add(ref TheSum, milliseconds);
    }

    public static void HasTimedOut(GrainId target)
    {
        if (TimedOut.Enabled) TimedOut.Add(1, new KeyValuePair<string, object?>("grain_type", target.Type.ToString()));
    }

    public static void WasCancelled(GrainId target)
    {
        if (Cancelled.Enabled) Cancelled.Add(1, new KeyValuePair<string, object?>("grain_type", target.Type.ToString()));
    }
}
