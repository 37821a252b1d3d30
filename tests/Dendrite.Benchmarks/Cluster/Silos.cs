using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dendrite.Benchmarks.Cluster;

/// <summary>Silos within this process that speak to each other over loopback.</summary>
internal sealed class Silos(IReadOnlyList<IHost> hosts) : IAsyncDisposable
{
    public int Count => hosts.Count;

    public static async Task<Silos> StartAsync(int count, Action<ISiloBuilder> configure)
    {
        var ports = Ports.Find(2 * count);
        var hosts = new List<IHost>();
        for (var i = 0; i < count; i++)
        {
            var (siloPort, gatewayPort) = (ports[2 * i], ports[(2 * i) + 1]);
            var builder = Host.CreateApplicationBuilder();
            builder.Logging.ClearProviders();
            builder.UseOrleans(silo =>
            {
                silo.UseLocalhostClustering(siloPort, gatewayPort, new IPEndPoint(IPAddress.Loopback, ports[0]));
                configure(silo);
            });
            hosts.Add(builder.Build());
            await hosts[^1].StartAsync();
        }
        return new Silos(hosts);
    }

    public T Of<T>(int silo) where T : notnull => hosts[silo].Services.GetRequiredService<T>();

    /// <summary>A silo that is not the one at an address, where there is more than one.</summary>
    public int OtherThan(SiloAddress address) => Enumerable.Range(0, Count).First(silo => Count == 1 || !Of<ILocalSiloDetails>(silo).SiloAddress.Equals(address));

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts.Reverse())
        {
            await host.StopAsync();
            host.Dispose();
        }
    }
}
