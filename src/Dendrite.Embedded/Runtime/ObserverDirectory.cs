using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>The observer objects that grains may call. Each is called one request at a time, in order.</summary>
internal sealed class ObserverDirectory(ClusterState cluster)
{
    private static readonly GrainType ObserverType = GrainType.Create("sys.client");

    private readonly ConcurrentDictionary<GrainId, GrainActivation> _byId = new();
    private readonly ConditionalWeakTable<object, GrainActivation> _byObject = [];

    public static bool Owns(GrainId id) => id.Type == ObserverType;

    public GrainId Add(IGrainObserver observer, CallRuntime calls)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (observer is GrainReference) throw new ArgumentException("Argument obj is already a grain reference.", nameof(observer));
        if (observer is IGrainBase) throw new ArgumentException("Argument must not be a grain class.", nameof(observer));
        var id = GrainId.Create(ObserverType, Guid.NewGuid().ToString("N"));
        var silo = calls.Silo ?? cluster.Silos[0];
        var activation = GrainActivation.ForObserver(silo, id, observer);
        if (!_byObject.TryAdd(observer, activation)) throw new ArgumentException("Observer already registered: delete its reference first.", nameof(observer));
        _byId[id] = activation;
        return id;
    }

    public void Remove(IGrainObserver observer)
    {
        if (observer is GrainReference reference)
        {
            if (_byId.TryRemove(reference.GrainId, out var found) && found.GrainInstance is { } instance) _byObject.Remove(instance);
            found?.Retire();
            return;
        }
        if (!_byObject.TryGetValue(observer, out var activation)) throw new ArgumentException("Reference is not associated with a local object.", nameof(observer));
        _byObject.Remove(observer);
        _byId.TryRemove(activation.GrainId, out _);
        activation.Retire();
    }

    public GrainActivation Find(GrainId id) => _byId.TryGetValue(id, out var activation) ? activation : throw new ClientNotAvailableException(id);
}
