using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>The clusters of this process by the gateway port of their silos and by their ids, for clients in hosts of their own.</summary>
internal static class GatewayDirectory
{
    private static readonly ConcurrentDictionary<(int Port, string ClusterId), ClusterState> Clusters = new();

    /// <summary>Port 0 is no gateway. Silos may share a port, as the sockets of Orleans may where the system lets them; clients find the newest. False where it is shared.</summary>
    public static bool Open(int port, string clusterId, ClusterState cluster)
    {
        if (port == 0 || Clusters.TryAdd((port, clusterId), cluster)) return true;
        Clusters[(port, clusterId)] = cluster;
        return false;
    }

    public static void Close(int port, string clusterId, ClusterState cluster) => Clusters.TryRemove(KeyValuePair.Create((port, clusterId), cluster));

    public static ClusterState? Find(IEnumerable<int> ports, string clusterId) =>
        ports.Select(p => Clusters.GetValueOrDefault((p, clusterId))).FirstOrDefault(c => c is not null);
}
