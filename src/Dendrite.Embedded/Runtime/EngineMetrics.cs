using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>What the engine measures of grains, under Orleans's meter, names and tags. It is one meter for all silos of the process.</summary>
internal static class EngineMetrics
{
    public static readonly Meter Meter = new("Microsoft.Orleans");
    private static readonly Lock Gate = new();
    private static readonly Counter<int> Created = Meter.CreateCounter<int>("orleans-catalog-activation-created");
    private static readonly Counter<int> Destroyed = Meter.CreateCounter<int>("orleans-catalog-activation-destroyed");
    private static readonly Counter<int> FailedToActivate = Meter.CreateCounter<int>("orleans-catalog-activation-failed-to-activate");
    private static readonly Counter<int> Collections = Meter.CreateCounter<int>("orleans-catalog-activation-collections");
    private static readonly Counter<int> Shutdowns = Meter.CreateCounter<int>("orleans-catalog-activation-shutdown");
    private static readonly Histogram<double> ActivationLatency = Meter.CreateHistogram<double>("orleans-catalog-activation-latency", "ms");
    private static readonly Histogram<double> DeactivationLatency = Meter.CreateHistogram<double>("orleans-catalog-deactivation-latency", "ms");
    private static readonly UpDownCounter<int> Grains = Meter.CreateUpDownCounter<int>("orleans-grains");
    private static volatile SiloRuntime[] TheSilos = [];
    private static long TheForwarded;

    static EngineMetrics()
    {
        Meter.CreateObservableGauge("orleans-catalog-activations", static () => TheSilos.Sum(s => s.ActivationCount));
        Meter.CreateObservableGauge("orleans-messaging-processing-activation-data", static () => TheSilos.SelectMany(s => s.Activations).Sum(a => (long)a.RunningCount + a.WaitingCount));
        Meter.CreateObservableCounter("orleans-messaging-processing-dispatcher-forwarded", static () => Interlocked.Read(ref TheForwarded));
        Meter.CreateObservableGauge("orleans-runtime-total-physical-memory", static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20, "MB");
        Meter.CreateObservableGauge("orleans-runtime-available-memory", static () => Available() >> 20, "MB");
    }

    /// <summary>Those of the silos that run.</summary>
    public static IEnumerable<ClusterState> Clusters => TheSilos.Select(s => s.Cluster).Distinct();

    public static void Joined(SiloRuntime silo)
    {
        lock (Gate) TheSilos = [.. TheSilos, silo];
    }

    public static void Left(SiloRuntime silo)
    {
        lock (Gate) TheSilos = [.. TheSilos.Where(s => s != silo)];
    }

    /// <summary>A time stamp for <see cref="Activated"/> or <see cref="Deactivated"/>; 0 where nobody listens.</summary>
    public static long BeginActivation() => ActivationLatency.Enabled ? TimeProvider.System.GetTimestamp() : 0;

    public static long BeginDeactivation() => DeactivationLatency.Enabled ? TimeProvider.System.GetTimestamp() : 0;

    public static void CreatedActivation(GrainActivation activation)
    {
        activation.Silo.CountActivation(1);
        Created.Add(1);
        if (Grains.Enabled) Grains.Add(1, TypeOf(activation));
    }

    public static void Activated(GrainActivation activation, long since, bool failed)
    {
        if (failed && FailedToActivate.Enabled) FailedToActivate.Add(1);
        if (since != 0) ActivationLatency.Record(ElapsedMs(since), new("status", failed ? "error" : "success"), new("directory", activation.Type.StatelessWorker is null ? "enabled" : "disabled"));
    }

    public static void Deactivated(GrainActivation activation, DeactivationReason reason, long since)
    {
        if (!Shutdowns.Enabled && since == 0) return;
        var via = new KeyValuePair<string, object?>("via", reason.ReasonCode == DeactivationReasonCode.ActivationIdle ? "collection" : "deactivateOnIdle");
        Shutdowns.Add(1, via);
        if (since != 0) DeactivationLatency.Record(ElapsedMs(since), via);
    }

    public static void DestroyedActivation(GrainActivation activation)
    {
        activation.Silo.CountActivation(-1);
        Destroyed.Add(1);
        if (Grains.Enabled) Grains.Add(-1, TypeOf(activation));
    }

    /// <summary>A request has gone to the successor of its activation.</summary>
    public static void Forwarded() => Interlocked.Increment(ref TheForwarded);

    public static void Collected() => Collections.Add(1);

    private static KeyValuePair<string, object?> TypeOf(GrainActivation activation) => new("type", $"{activation.Type.Class.FullName},{activation.Type.Class.Assembly.GetName().Name}");

    private static double ElapsedMs(long since) => TimeProvider.System.GetElapsedTime(since).TotalMilliseconds;

    private static long Available()
    {
        var memory = GC.GetGCMemoryInfo();
        return Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }
}
