using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>
/// The observer objects that grains may call. Each is called one request at a time, in order. They are held weakly: who made
/// an observer keeps it.
/// </summary>
internal sealed class ObserverDirectory(ClusterState cluster)
{
    private static readonly GrainType ObserverType = GrainType.Create("sys.client");

    private readonly ConcurrentDictionary<GrainId, (GrainActivation Activation, CallRuntime Owner)> _byId = new();

    public static bool Owns(GrainId id) => id.Type == ObserverType;

    public GrainId Add(IGrainObserver observer, CallRuntime calls)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (observer is GrainReference) throw new ArgumentException("Argument obj is already a grain reference.", nameof(observer));
        if (observer is IGrainBase) throw new ArgumentException("Argument must not be a grain class.", nameof(observer));
        var id = GrainId.Create(ObserverType, Guid.NewGuid().ToString("N"));
        var silo = calls.Silo ?? (cluster.Silos is [var first, ..] ? first : throw new SiloUnavailableException("There is no silo in the cluster."));
        _byId[id] = (GrainActivation.ForObserver(silo, id, observer, calls), calls);
        return id;
    }

    public void Remove(IGrainObserver observer)
    {
        if (observer is not GrainReference reference) throw new ArgumentException("Argument reference is not a grain reference.", nameof(observer));
        if (!Owns(reference.GrainId)) throw new ArgumentException($"Reference {reference.GrainId} is not an observer reference.", nameof(observer));
        if (!_byId.TryRemove(reference.GrainId, out var found)) throw new ArgumentException("Reference is not associated with a local object.", nameof(observer));
        found.Activation.Retire();
    }

    /// <summary>The object of the observer is no more.</summary>
    public void Forget(GrainId id) => _byId.TryRemove(id, out _);

    /// <summary>The client that made them has ended.</summary>
    public void RemoveAll(CallRuntime owner)
    {
        foreach (var (id, observer) in _byId)
        {
            if (observer.Owner == owner && _byId.TryRemove(id, out _)) observer.Activation.Retire();
        }
    }

    /// <summary>The client has another cluster now.</summary>
    public void MoveAll(CallRuntime owner, ObserverDirectory next, SiloRuntime silo)
    {
        foreach (var (id, known) in _byId)
        {
            if (known.Owner != owner || !_byId.TryRemove(id, out _)) continue;
            if (known.Activation.GrainInstance is { } observer) next._byId[id] = (GrainActivation.ForObserver(silo, id, observer, owner), owner);
            known.Activation.Retire();
        }
    }

    public GrainActivation Find(GrainId id) => _byId.TryGetValue(id, out var observer) ? observer.Activation : throw new ClientNotAvailableException(id);
}
