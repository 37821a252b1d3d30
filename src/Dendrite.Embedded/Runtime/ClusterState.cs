using System.Collections.Concurrent;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>
/// What the silos of one cluster share: the directory of activations and who is a member. A production process has one silo
/// and so one of these; several silos share one only in a test cluster.
/// </summary>
internal sealed class ClusterState : IAsyncDisposable
{
    private readonly ConcurrentDictionary<GrainId, GrainActivation> _directory = new();
    private volatile SiloRuntime[] _silos = [];

    public ClusterState() => Observers = new ObserverDirectory(this);

    public ObserverDirectory Observers { get; }

    public StreamDirectory Streams { get; } = new();

    public SharedMemoryStorage MemoryStorage { get; } = new();

    public SqliteDatabases Databases { get; } = new();

    public MemoryReminderStore Reminders { get; } = new();

    /// <summary>A silo has joined or left.</summary>
    public event Action? MembersChanged;

    public IReadOnlyList<SiloRuntime> Silos => _silos;

    public ICollection<GrainActivation> Activations => _directory.Values;

    public void Join(SiloRuntime silo)
    {
        lock (_directory) _silos = [.. _silos, silo];
        EngineMetrics.Joined(silo);
        MembersChanged?.Invoke();
    }

    public void Leave(SiloRuntime silo)
    {
        lock (_directory) _silos = [.. _silos.Where(s => s != silo)];
        EngineMetrics.Left(silo);
        MembersChanged?.Invoke();
    }

    public GrainActivation? Find(GrainId id) => _directory.GetValueOrDefault(id);

    public bool Remove(GrainActivation activation) => _directory.TryRemove(KeyValuePair.Create(activation.GrainId, activation));

    /// <summary>Finds the activation of a grain, or makes one on the silo that its placement chooses. True where it may be remembered.</summary>
    public bool Locate(GrainId id, SiloRuntime? caller, out GrainActivation activation)
    {
        if (_directory.TryGetValue(id, out activation!) && !activation.IsGone) return true;
        if (ObserverDirectory.Owns(id))
        {
            activation = Observers.Find(id);
            return true;
        }
        var type = GrainRegistry.Current.Find(id.Type) ?? throw new ArgumentException($"Could not find a grain class for grain type {id.Type} of {id}.");
        var silo = Place(id, type, caller);
        if (type.StatelessWorker is { } worker)
        {
            activation = silo.Workers.Choose(id, type, worker);
            return false;
        }
        activation = _directory.AddOrUpdate(
            id,
            static (id, made) => new GrainActivation(made.Silo, made.Type, id),
            static (id, old, made) => old.IsGone ? new GrainActivation(made.Silo, made.Type, id) : old,
            (Silo: silo, Type: type));
        return true;
    }

    public ValueTask DisposeAsync() => Databases.DisposeAsync();

    private SiloRuntime Place(GrainId id, GrainTypeInfo type, SiloRuntime? caller)
    {
        var silos = _silos;
        switch (silos.Length)
        {
            case 0:
                throw new SiloUnavailableException("There is no silo in the cluster.");
            case 1:
                return silos[0];
        }
        return type.Placement switch
        {
            PreferLocalPlacement or StatelessWorkerPlacement when caller is not null && silos.Contains(caller) => caller,
            HashBasedPlacement => silos[id.GetUniformHashCode() % (uint)silos.Length],
            ActivationCountBasedPlacement or ResourceOptimizedPlacement => silos.MinBy(s => s.ActivationCount)!,
            _ => silos[silos[0].Random.Next(silos.Length)],
        };
    }
}
