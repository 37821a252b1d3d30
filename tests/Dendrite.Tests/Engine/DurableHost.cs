using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>Silos in hosts that follow each other on one file of streams, and clients of them.</summary>
internal sealed class DurableHost(TimeProvider clock) : IDisposable
{
    /// <summary>No port is opened: it is the name by which a client finds its silo in the process.</summary>
    private static int Port = 41000;
    private readonly int _gateway = Interlocked.Increment(ref Port);

    public string File { get; } = Path.Combine(Path.GetTempPath(), $"dendrite-{Guid.NewGuid():N}.db");

    public static IGrainFactory Grains(IHost host) => host.Services.GetRequiredService<IGrainFactory>();

    public static IAsyncStream<T> Stream<T>(IHost host, string space, string key) => host.Services.GetRequiredService<IClusterClient>().GetStreamProvider("durable").GetStream<T>(space, key);

    public async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Replace(ServiceDescriptor.Singleton(clock));
        builder.UseOrleans(silo => silo.UseLocalhostClustering(gatewayPort: _gateway).AddAdoNetStreams("durable", Configure));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public async Task<IHost> StartClientAsync()
    {
        var host = Client();
        await host.StartAsync();
        return host;
    }

    public IHost Client()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Replace(ServiceDescriptor.Singleton(clock));
        builder.UseOrleansClient(client => client.UseLocalhostClustering(_gateway).AddAdoNetStreams("durable", Configure));
        return builder.Build();
    }

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(File) + "*")) System.IO.File.Delete(file);
    }

    private void Configure(AdoNetStreamOptions options) => (options.Invariant, options.ConnectionString) = ("System.Data.SQLite", "Data Source=" + File);
}
