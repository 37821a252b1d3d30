using System.Collections.Concurrent;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>The clusters of this process by the gateway port of their silos, for clients in hosts of their own.</summary>
internal static class GatewayDirectory
{
    private static readonly ConcurrentDictionary<int, ClusterState> Clusters = new();

    public static void Open(int port, ClusterState cluster) => Clusters[port] = cluster;

    public static void Close(int port, ClusterState cluster) => Clusters.TryRemove(KeyValuePair.Create(port, cluster));

    public static ClusterState? Find(IEnumerable<int> ports) => ports.Select(p => Clusters.GetValueOrDefault(p)).FirstOrDefault(c => c is not null);
}
