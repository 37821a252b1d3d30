using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization.Configuration;

namespace Orleans.Hosting;

/// <summary>Starts and stops the silo with its host: storage and streams first, grains from <see cref="ServiceLifecycleStage.Active"/> on.</summary>
internal sealed class SiloHostedService(SiloRuntime silo, SiloLifecycle lifecycle, IServiceProvider services) : IHostedService, IDisposable
{
    private readonly int _gateway = services.GetRequiredService<IOptions<EndpointOptions>>().Value.GatewayPort;
    private readonly string _clusterId = services.GetRequiredService<IOptions<ClusterOptions>>().Value.ClusterId;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        ManifestCheck.Run(services);
        foreach (var participant in services.GetServices<ILifecycleParticipant<ISiloLifecycle>>()) participant.Participate(lifecycle);
        lifecycle.StopFailed = silo.Log.StopFailed;
        lifecycle.Subscribe("silo", ServiceLifecycleStage.BecomeActive, Join, silo.StopAsync);
        try
        {
            await lifecycle.OnStart(cancellationToken);
        }
        catch
        {
            // Grains must not be placed on a silo that failed to start.
            Dispose();
            silo.Kill();
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        await lifecycle.OnStop(cancellationToken);
        silo.Kill();
    }

    /// <summary>Gives back the gateway port, also where the host is disposed without having been stopped.</summary>
    public void Dispose() => GatewayDirectory.Close(_gateway, _clusterId, silo.Cluster);

    private Task Join(CancellationToken cancellationToken)
    {
        silo.Start();
        if (!GatewayDirectory.Open(_gateway, _clusterId, silo.Cluster)) silo.Log.GatewayShared(_gateway, _clusterId);
        return Task.CompletedTask;
    }
}
