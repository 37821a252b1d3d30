namespace Orleans.Runtime;

/// <summary>An observer is run like a grain that was activated by its owner.</summary>
internal sealed partial class GrainActivation
{
    private WeakReference? _observer;
    private CallRuntime? _owner;

    public bool IsObserver => _observer is not null;

    /// <summary>How it calls: an observer as its owner, not as the silo that runs it.</summary>
    public CallRuntime Calls => _owner ?? Silo.Calls;

    public static GrainActivation ForObserver(SiloRuntime silo, GrainId id, object observer, CallRuntime owner) =>
        new(silo, GrainTypeInfo.Observer, id) { _observer = new(observer), _owner = owner, _state = ActivationState.Active };

    /// <summary>The owner has deleted the reference.</summary>
    public void Retire() => _state = ActivationState.Dead;

    /// <summary>The observer, if its owner still has it. Null before a grain is made.</summary>
    private object? Observer()
    {
        if (_observer is null) return null;
        if (_observer.Target is { } observer) return observer;
        Silo.Cluster.Observers.Forget(GrainId);
        throw new ClientNotAvailableException(GrainId);
    }
}
