namespace Orleans.Runtime;

/// <summary>Deactivates what nobody has used for its age limit. It looks once a quantum.</summary>
internal sealed class IdleCollector : IDisposable
{
    private readonly SiloRuntime _silo;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;

    public IdleCollector(SiloRuntime silo)
    {
        _silo = silo;
        _clock = silo.Clocks.ActivationManagement;
        var quantum = silo.Collection.CollectionQuantum;
        using var noFlow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = _clock.CreateTimer(static state => ((IdleCollector)state!).Collect(), this, quantum, quantum);
    }

    public void Collect()
    {
        EngineMetrics.Collected();
        foreach (var activation in _silo.Activations)
        {
            if (IsStale(activation, AgeLimitOf(activation)))
                activation.Deactivate(new(DeactivationReasonCode.ActivationIdle, "Activation has been idle for its age limit."));
        }
    }

    public void Dispose() => _timer.Dispose();

    private TimeSpan AgeLimitOf(GrainActivation activation) =>
        activation.Type.AgeLimit
        ?? (_silo.Collection.ClassSpecificCollectionAge.TryGetValue(activation.Type.Class.FullName!, out var own) ? own : _silo.Collection.CollectionAge);

    private bool IsStale(GrainActivation activation, TimeSpan limit)
    {
        if (activation.State != ActivationState.Active || activation.Type.IsKeptAlive) return false;
        if (activation.Used || !activation.IsIdle)
        {
            activation.Used = false;
            activation.IdleSince = _clock.GetTimestamp();
            return false;
        }
        return _clock.GetTimestamp() >= activation.KeepUntil && _clock.GetElapsedTime(activation.IdleSince) >= limit;
    }
}
