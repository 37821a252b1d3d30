using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>The clusters of this process by the gateway port of their silos and by their ids, for clients in hosts of their own.</summary>
internal static class GatewayDirectory
{
    private static readonly ConcurrentDictionary<(int Port, string ClusterId), ClusterState> Clusters = new();

    /// <summary>Port 0 is no gateway.</summary>
    public static void Open(int port, string clusterId, ClusterState cluster)
    {
        if (port != 0) Clusters[(port, clusterId)] = cluster;
    }

    public static void Close(int port, string clusterId, ClusterState cluster) => Clusters.TryRemove(KeyValuePair.Create((port, clusterId), cluster));

    public static ClusterState? Find(IEnumerable<int> ports, string clusterId) =>
        ports.Select(p => Clusters.GetValueOrDefault((p, clusterId))).FirstOrDefault(c => c is not null);
}
