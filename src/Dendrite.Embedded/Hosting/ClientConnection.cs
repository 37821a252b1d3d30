using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Where a client finds its cluster: the silo of this process at one of its gateway ports, if the id of the cluster is the client's too.</summary>
internal sealed class ClientConnection(IOptions<ClusterOptions> options, ClientGateways? gateways = null, ClusterState? given = null)
{
    private int[] Ports => gateways?.Ports ?? [EndpointOptions.DEFAULT_GATEWAY_PORT];

    /// <summary>What is said when there is none.</summary>
    public string Missing =>
        $"Unable to connect: no silo of this process has the cluster id \"{options.Value.ClusterId}\" and its gateway at port {string.Join(" or ", Ports)}. The embedded engine connects only within one process.";

    public ClusterState? Find() => given ?? GatewayDirectory.Find(Ports, options.Value.ClusterId);
}
