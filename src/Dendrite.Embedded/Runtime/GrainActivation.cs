using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>
/// One activation of a grain: its instance, the requests that run and wait, its timers and components. All of its state but
/// <see cref="State"/> is touched only in its own turns.
/// </summary>
internal sealed partial class GrainActivation : IGrainContext
{
    private object? _instance;
    private Dictionary<Type, object>? _components;
    private StagedLifecycleOfGrain? _lifecycle;
    private IServiceScope? _services;
    private GrainReference? _reference;
    private TaskCompletionSource? _deactivated;
    private Guid _activationId;
    private volatile ActivationState _state;

    public GrainActivation(SiloRuntime silo, GrainTypeInfo type, GrainId id)
    {
        Silo = silo;
        Type = type;
        GrainId = id;
        Scheduler = new TurnScheduler(this);
        IdleSince = silo.Clocks.ActivationManagement.GetTimestamp();
    }

    public SiloRuntime Silo { get; }

    public GrainTypeInfo Type { get; }

    public GrainId GrainId { get; }

    public TurnScheduler Scheduler { get; }

    public ActivationState State => _state;

    public bool IsActive => _state == ActivationState.Active;

    /// <summary>Another activation may take its place.</summary>
    public bool IsGone => _state == ActivationState.Dead;

    public object? GrainInstance => _instance ?? _observer?.Target;

    public ActivationId ActivationId => new(_activationId == Guid.Empty ? _activationId = Guid.NewGuid() : _activationId);

    public GrainAddress Address => new() { GrainId = GrainId, ActivationId = ActivationId, SiloAddress = Silo.Address };

    public GrainReference GrainReference => _reference ??= Silo.Calls.Factory.CreateReference(GrainId, Type);

    public IServiceProvider ActivationServices => (_services ??= Silo.Services.CreateScope()).ServiceProvider;

    public IGrainLifecycle ObservableLifecycle => _lifecycle ??= new StagedLifecycleOfGrain();

    public Task Deactivated
    {
        get
        {
            if (_deactivated is null) Interlocked.CompareExchange(ref _deactivated, new(TaskCreationOptions.RunContinuationsAsynchronously), null);
            if (_state == ActivationState.Dead) _deactivated.TrySetResult();
            return _deactivated.Task;
        }
    }

    IWorkItemScheduler IGrainContext.Scheduler => Scheduler;

    /// <summary>Has been used since the collector last looked.</summary>
    public bool Used { get; set; }

    /// <summary>When the collector last saw it in use.</summary>
    public long IdleSince { get; set; }

    /// <summary>Not collected before this time stamp.</summary>
    public long KeepUntil { get; set; }

    public object? GetTarget() => _instance ?? Observer();

    public object? GetComponent(Type componentType)
    {
        if (_components is not null && _components.TryGetValue(componentType, out var component)) return component;
        return componentType.IsInstanceOfType(GrainInstance) ? GrainInstance : componentType.IsInstanceOfType(this) ? this : null;
    }

    public T? Component<T>()
        where T : class => _components is not null && _components.TryGetValue(typeof(T), out var component) ? (T)component : null;

    public void SetComponent<TComponent>(TComponent? value)
        where TComponent : class
    {
        if (value is null) _components?.Remove(typeof(TComponent));
        else (_components ??= [])[typeof(TComponent)] = value;
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public override string ToString() => $"[Activation: {Silo.Address}/{GrainId}{ActivationId}#{State}]";

    private sealed class StagedLifecycleOfGrain : StagedLifecycle, IGrainLifecycle;
}
