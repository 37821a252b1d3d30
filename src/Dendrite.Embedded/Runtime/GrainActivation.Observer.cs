namespace Orleans.Runtime;

/// <summary>An observer is run like a grain that was activated by its owner.</summary>
internal sealed partial class GrainActivation
{
    public static GrainActivation ForObserver(SiloRuntime silo, GrainId id, object observer) =>
        new(silo, GrainTypeInfo.Observer, id) { _instance = observer, _state = ActivationState.Active };

    /// <summary>The owner has deleted the reference.</summary>
    public void Retire() => _state = ActivationState.Dead;
}
