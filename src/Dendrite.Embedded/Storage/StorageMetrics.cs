using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>What the states of grains cost, under Orleans's names and tags, and the activities of their storage.</summary>
internal static class StorageMetrics
{
    private static readonly Histogram<double> ReadLatency = EngineMetrics.Meter.CreateHistogram<double>("orleans-storage-read-latency", "ms");
    private static readonly Histogram<double> WriteLatency = EngineMetrics.Meter.CreateHistogram<double>("orleans-storage-write-latency", "ms");
    private static readonly Histogram<double> ClearLatency = EngineMetrics.Meter.CreateHistogram<double>("orleans-storage-clear-latency", "ms");
    private static readonly Counter<int> ReadErrors = EngineMetrics.Meter.CreateCounter<int>("orleans-storage-read-errors");
    private static readonly Counter<int> WriteErrors = EngineMetrics.Meter.CreateCounter<int>("orleans-storage-write-errors");
    private static readonly Counter<int> ClearErrors = EngineMetrics.Meter.CreateCounter<int>("orleans-storage-clear-errors");

    public static void Stored(StorageOperation operation, long since, Type provider, string state, Type stateType)
    {
        var latency = operation switch
        {
            StorageOperation.Read => ReadLatency,
            StorageOperation.Write => WriteLatency,
            _ => ClearLatency,
        };
        if (latency.Enabled) latency.Record(TimeProvider.System.GetElapsedTime(since).TotalMilliseconds, Tags(provider, state, stateType));
    }

    public static void Failed(StorageOperation operation, Type provider, string state, Type stateType)
    {
        var errors = operation switch
        {
            StorageOperation.Read => ReadErrors,
            StorageOperation.Write => WriteErrors,
            _ => ClearErrors,
        };
        if (errors.Enabled) errors.Add(1, Tags(provider, state, stateType));
    }

    public static Activity? Begin(StorageOperation operation, GrainId grain, Type provider, string state, Type stateType)
    {
        if (!EngineActivities.Storage.HasListeners()) return null;
        return EngineActivities.Storage.StartActivity(operation switch
        {
            StorageOperation.Read => "read storage",
            StorageOperation.Write => "write storage",
            _ => "clear storage",
        }, ActivityKind.Client)?
            .SetTag("orleans.grain.id", grain.ToString())
            .SetTag("orleans.storage.provider", provider.Name)
            .SetTag("orleans.storage.state.name", state)
            .SetTag("orleans.storage.state.type", stateType.Name);
    }

    private static TagList Tags(Type provider, string state, Type stateType) => new()
    {
        { "provider_type_name", provider.Name },
        { "state_name", state },
        { "state_type", stateType.Name },
    };
}
