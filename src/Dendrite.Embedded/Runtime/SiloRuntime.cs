using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>One silo: its services, its activations, its life.</summary>
internal sealed class SiloRuntime : IDisposable
{
    private IIncomingGrainCallFilter[]? _incomingFilters;
    private IdleCollector? _collector;
    private int _activationCount;

    public SiloRuntime(IServiceProvider services, ClusterState cluster)
    {
        Services = services;
        Cluster = cluster;
        Name = services.GetRequiredService<IOptions<SiloOptions>>().Value.SiloName;
        Address = SiloAddress.New(new(System.Net.IPAddress.Loopback, services.GetRequiredService<IOptions<EndpointOptions>>().Value.SiloPort), SiloAddress.AllocateNewGeneration());
        Log = new EngineLog(services.GetRequiredService<ILoggerFactory>());
        Clocks = new SiloClocks(services);
        Collection = services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;
        Calls = new CallRuntime(cluster, this, services, Clocks.Messaging, services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value, Log);
        Workers = new StatelessWorkers(this);
        GrainRuntime = new GrainRuntime(this);
    }

    public IServiceProvider Services { get; }

    public ClusterState Cluster { get; }

    public string Name { get; }

    public SiloAddress Address { get; }

    public EngineLog Log { get; }

    public SiloClocks Clocks { get; }

    public GrainCollectionOptions Collection { get; }

    public CallRuntime Calls { get; }

    public StatelessWorkers Workers { get; }

    public GrainRuntime GrainRuntime { get; }

    public Random Random { get; } = new();

    public IIncomingGrainCallFilter[] IncomingFilters => _incomingFilters ??= [.. Services.GetServices<IIncomingGrainCallFilter>()];

    public int ActivationCount => Volatile.Read(ref _activationCount);

    public IEnumerable<GrainActivation> Activations => Cluster.Activations.Where(a => a.Silo == this).Concat(Workers.All);

    public void Start()
    {
        GrainRegistry.Refresh();
        Cluster.Join(this);
        _collector = new IdleCollector(this);
    }

    public void CountActivation(int by) => Interlocked.Add(ref _activationCount, by);

    public void Remove(GrainActivation activation)
    {
        if (!Cluster.Remove(activation)) Workers.Remove(activation);
    }

    /// <summary>Leaves the cluster: every grain is told, then it moves to another silo with its next call.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _collector?.Dispose();
        Cluster.Leave(this);
        var ending = Activations.ToList();
        foreach (var activation in ending) activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "This process is terminating."), cancellationToken);
        await Task.WhenAll(ending.Select(a => a.Deactivated)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Kill();
    }

    /// <summary>Dies: activations and their unsaved state are gone.</summary>
    public void Kill()
    {
        _collector?.Dispose();
        Cluster.Leave(this);
        foreach (var activation in Activations.ToList())
        {
            Remove(activation);
            activation.Abandon(new SiloUnavailableException($"The silo {Address} of {activation.GrainId} has stopped."));
        }
    }

    /// <summary>A host that is disposed of without having been stopped has died.</summary>
    public void Dispose()
    {
        Kill();
        EngineMetrics.Left(this);
    }
}
