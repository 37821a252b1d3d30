using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Clustering for one machine.</summary>
public static class CoreHostingExtensions
{
    /// <summary>A silo of its own; a client of the same process finds it by the gateway port.</summary>
    public static ISiloBuilder UseLocalhostClustering(
        this ISiloBuilder builder,
        int siloPort = EndpointOptions.DEFAULT_SILO_PORT,
        int gatewayPort = EndpointOptions.DEFAULT_GATEWAY_PORT,
        IPEndPoint? primarySiloEndpoint = null,
        string serviceId = "dev",
        string clusterId = "dev")
    {
        if (primarySiloEndpoint is not null && primarySiloEndpoint.Port != siloPort)
            throw new OrleansConfigurationException($"The embedded engine is one silo and joins none: {nameof(primarySiloEndpoint)} {primarySiloEndpoint} is another's. For a cluster build with the Microsoft.Orleans packages: dotnet build -p:DendriteEngine=Orleans.");
        return builder
            .Configure<EndpointOptions>(options => (options.SiloPort, options.GatewayPort) = (siloPort, gatewayPort))
            .Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (serviceId, clusterId));
    }

    /// <summary>Traces: an activity for each call, and the trace of the caller in the grain.</summary>
    public static ISiloBuilder AddActivityPropagation(this ISiloBuilder builder)
    {
        builder.Services.AddSingleton<IOutgoingGrainCallFilter, ActivityPropagation>();
        builder.Services.AddSingleton<IIncomingGrainCallFilter, ActivityPropagation>();
        return builder;
    }
}
