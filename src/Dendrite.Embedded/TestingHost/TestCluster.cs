using System.Collections.ObjectModel;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>
/// Several silos that share a directory of grains, memory storage and streams, each in a host of its own in this process.
/// It simulates a cluster for tests: placement, the death of a silo, the move of its grains. It is no cluster: nothing of it
/// crosses a process. For one, build with the Microsoft.Orleans packages.
/// </summary>
public partial class TestCluster : IDisposable, IAsyncDisposable
{
    private readonly ClusterState _state = new();
    private readonly List<SiloHandle> _silos = [];
    private IHost? _client;
    private short _instances;

    internal TestCluster(TestClusterOptions options, IReadOnlyList<IConfigurationSource> configurationSources)
    {
        Options = options;
        ConfigurationSources = configurationSources;
    }

    public TestClusterOptions Options { get; }

    public IReadOnlyList<IConfigurationSource> ConfigurationSources { get; }

    public ReadOnlyCollection<SiloHandle> Silos
    {
        get
        {
            lock (_silos) return _silos.ToList().AsReadOnly();
        }
    }

    public SiloHandle? Primary => Silos.FirstOrDefault(s => s.InstanceNumber == 0);

    public IReadOnlyList<SiloHandle> SecondarySilos => [.. Silos.Where(s => s.InstanceNumber != 0)];

    public IClusterClient Client => ServiceProvider.GetRequiredService<IClusterClient>();

    public IGrainFactory GrainFactory => Client;

    public IServiceProvider ServiceProvider => _client?.Services ?? throw new InvalidOperationException("The client is not initialized: deploy the cluster first.");

    public void Deploy() => DeployAsync().GetAwaiter().GetResult();

    public async Task DeployAsync()
    {
        if (Silos.Count > 0) throw new InvalidOperationException("Cluster already deployed.");
        _instances = 0;
        for (var i = 0; i < Options.InitialSilosCount; i++) await StartAdditionalSiloAsync();
        if (Options.InitializeClientOnDeploy) await InitializeClientAsync();
    }

    public SiloHandle StartAdditionalSilo(bool startAdditionalSiloOnNewPort = false) => StartAdditionalSiloAsync(startAdditionalSiloOnNewPort).GetAwaiter().GetResult();

    public Task<SiloHandle> StartAdditionalSiloAsync(bool startAdditionalSiloOnNewPort = false) => StartAsync(_instances++);

    private async Task<SiloHandle> StartAsync(short number)
    {
        var host = NewHost(Options.SiloBuilderConfiguratorTypes, out var configurators);
        var name = number == 0 ? "Primary" : string.Create(CultureInfo.InvariantCulture, $"Secondary_{number}");
        host.UseOrleans((_, silo) =>
        {
            silo.Services.AddSingleton(_state);
            silo.Configure<SiloOptions>(options => options.SiloName = name);
            silo.Configure<EndpointOptions>(options => (options.SiloPort, options.GatewayPort) = (EndpointOptions.DEFAULT_SILO_PORT + number, 0));
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Options.ClusterId, Options.ServiceId));
            foreach (var configurator in configurators.OfType<ISiloConfigurator>()) configurator.Configure(silo);
        });
        var built = host.Build();
        try
        {
            await built.StartAsync();
        }
        catch
        {
            built.Dispose();
            throw;
        }
        var handle = new InProcessSiloHandle(built) { InstanceNumber = number, ClusterOptions = Options };
        lock (_silos) _silos.Add(handle);
        return handle;
    }

    public async Task<List<SiloHandle>> StartAdditionalSilosAsync(int silosToStart, bool startAdditionalSiloOnNewPort = false)
    {
        var started = new List<SiloHandle>();
        for (var i = 0; i < silosToStart; i++) started.Add(await StartAdditionalSiloAsync());
        return started;
    }

    public async Task InitializeClientAsync()
    {
        await StopClusterClientAsync();
        var host = NewHost(Options.ClientBuilderConfiguratorTypes, out var configurators);
        host.UseOrleansClient((context, client) =>
        {
            client.Services.AddSingleton(_state);
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Options.ClusterId, Options.ServiceId));
            foreach (var configurator in configurators.OfType<IClientBuilderConfigurator>()) configurator.Configure(context.Configuration, client);
        });
        _client = host.Build();
        await _client.StartAsync();
    }

    private HostBuilder NewHost(List<string?> types, out List<object> configurators)
    {
        configurators = [.. types.Select(t => Activator.CreateInstance(Type.GetType(t!, throwOnError: true)!)!)];
        var host = new HostBuilder();
        host.ConfigureHostConfiguration(builder =>
        {
            foreach (var source in ConfigurationSources) builder.Add(source);
        });
        host.ConfigureServices(static services => services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Warning)));
        foreach (var configurator in configurators.OfType<IHostConfigurator>()) configurator.Configure(host);
        return host;
    }
}
