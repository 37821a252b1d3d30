using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>The memory storage of a cluster: states as bytes, lost with the process.</summary>
internal sealed class SharedMemoryStorage
{
    public ConcurrentDictionary<(string Storage, string State, GrainId Grain), (string ETag, BinaryData? Data)> Records { get; } = new();
}
