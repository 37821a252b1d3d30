using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>What the engine measures, under Orleans's meter and names.</summary>
internal static class EngineMetrics
{
    private static readonly Meter Meter = new("Microsoft.Orleans");
    private static readonly Counter<int> Created = Meter.CreateCounter<int>("orleans-catalog-activation-created");
    private static readonly Counter<int> Destroyed = Meter.CreateCounter<int>("orleans-catalog-activation-destroyed");
    private static readonly Counter<int> FailedToActivate = Meter.CreateCounter<int>("orleans-catalog-activation-failed-to-activate");
    private static readonly UpDownCounter<int> Activations = Meter.CreateUpDownCounter<int>("orleans-catalog-activations");
    private static readonly Counter<int> RequestsTimedOut = Meter.CreateCounter<int>("orleans-app-requests-timedout");
    private static readonly Histogram<double> ReadLatency = Meter.CreateHistogram<double>("orleans-storage-read-latency", "ms");
    private static readonly Histogram<double> WriteLatency = Meter.CreateHistogram<double>("orleans-storage-write-latency", "ms");
    private static readonly Histogram<double> ClearLatency = Meter.CreateHistogram<double>("orleans-storage-clear-latency", "ms");
    private static readonly Counter<int> ReadErrors = Meter.CreateCounter<int>("orleans-storage-read-errors");
    private static readonly Counter<int> WriteErrors = Meter.CreateCounter<int>("orleans-storage-write-errors");
    private static readonly Counter<int> ClearErrors = Meter.CreateCounter<int>("orleans-storage-clear-errors");

    public static void Activated(GrainActivation activation)
    {
        activation.Silo.CountActivation(1);
        Created.Add(1);
        Activations.Add(1);
    }

    public static void Deactivated(GrainActivation activation)
    {
        activation.Silo.CountActivation(-1);
        Destroyed.Add(1);
        Activations.Add(-1);
    }

    public static void ActivationFailed() => FailedToActivate.Add(1);

    public static void TimedOut() => RequestsTimedOut.Add(1);

    public static void Stored(StorageOperation operation, TimeSpan elapsed) => (operation switch
    {
        StorageOperation.Read => ReadLatency,
        StorageOperation.Write => WriteLatency,
        _ => ClearLatency,
    }).Record(elapsed.TotalMilliseconds);

    public static void StorageFailed(StorageOperation operation) => (operation switch
    {
        StorageOperation.Read => ReadErrors,
        StorageOperation.Write => WriteErrors,
        _ => ClearErrors,
    }).Add(1);
}
