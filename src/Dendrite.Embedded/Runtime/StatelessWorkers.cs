namespace Orleans.Runtime;

/// <summary>The activations of the stateless workers of one silo.</summary>
internal sealed class StatelessWorkers(SiloRuntime silo)
{
    private readonly Dictionary<GrainId, List<GrainActivation>> _workers = [];

    public int Count
    {
        get
        {
            lock (_workers) return _workers.Values.Sum(w => w.Count);
        }
    }

    public GrainActivation[] All
    {
        get
        {
            lock (_workers) return [.. _workers.Values.SelectMany(w => w)];
        }
    }

    /// <summary>An idle worker, else a new one below the limit, else the one with the shortest queue.</summary>
    public GrainActivation Choose(GrainId id, GrainTypeInfo type, StatelessWorkerPlacement limit)
    {
        lock (_workers)
        {
            if (!_workers.TryGetValue(id, out var workers)) _workers[id] = workers = [];
            workers.RemoveAll(static w => w.State >= ActivationState.Deactivating);
            var best = workers.MinBy(static w => w.Load);
            if (best is null || (best.Load > 0 && workers.Count < limit.MaxLocal)) workers.Add(best = new GrainActivation(silo, type, id));
            return best;
        }
    }

    public void Remove(GrainActivation activation)
    {
        lock (_workers)
        {
            if (_workers.TryGetValue(activation.GrainId, out var workers) && workers.Remove(activation) && workers.Count == 0) _workers.Remove(activation.GrainId);
        }
    }
}
