using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>The clusters of this process by the gateway port of their silos, for clients in hosts of their own.</summary>
internal static class GatewayDirectory
{
    private static readonly ConcurrentDictionary<int, (string ClusterId, ClusterState Cluster)> Clusters = new();

    /// <summary>Port 0 is no gateway.</summary>
    /// <exception cref="InvalidOperationException">A silo of this process has the port.</exception>
    public static void Open(int port, string clusterId, ClusterState cluster)
    {
        if (port == 0 || Clusters.TryAdd(port, (clusterId, cluster))) return;
        throw new InvalidOperationException($"The gateway port {port} is taken by another silo of this process: give one of them another, or 0 for none.");
    }

    public static void Close(int port, string clusterId, ClusterState cluster) => Clusters.TryRemove(KeyValuePair.Create(port, (clusterId, cluster)));

    public static ClusterState? Find(IEnumerable<int> ports, string clusterId) =>
        ports.Select(p => Clusters.GetValueOrDefault(p)).FirstOrDefault(c => c.ClusterId == clusterId).Cluster;
}
