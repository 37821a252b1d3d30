using System.Reflection;
using Orleans.Concurrency;
using Orleans.Placement;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>What the engine knows of a grain class. Read by reflection once, at the first use of the class.</summary>
internal sealed class GrainTypeInfo
{
    private readonly Lazy<GrainConstructor> _constructor;

    public GrainTypeInfo(GrainType type, Type grainClass)
    {
        Type = type;
        Class = grainClass;
        IsReentrant = grainClass.IsDefined(typeof(ReentrantAttribute), inherit: true);
        Placement = grainClass.GetCustomAttribute<PlacementAttribute>(inherit: true)?.PlacementStrategy ?? RandomPlacement.Singleton;
        StatelessWorker = Placement as StatelessWorkerPlacement;
        IsKeptAlive = grainClass.IsDefined(typeof(KeepAliveAttribute), inherit: true);
        if (grainClass.GetCustomAttribute<CollectionAgeLimitAttribute>() is { } limit)
        {
            AgeLimit = limit.AgeLimit;
            IsKeptAlive |= limit.AlwaysActive;
        }
        if (grainClass.GetCustomAttribute<MayInterleaveAttribute>() is { } interleave) MayInterleave = Predicate(grainClass, interleave.CallbackMethodName);
        Interfaces = [.. grainClass.GetInterfaces().Where(GrainRegistry.IsGrainInterface)];
        FiltersCalls = typeof(IIncomingGrainCallFilter).IsAssignableFrom(grainClass);
        _constructor = new(() => new GrainConstructor(grainClass));
    }

    /// <summary>What observers have in place of a grain class.</summary>
    public static GrainTypeInfo Observer { get; } = new(GrainType.Create("sys.client"), typeof(IGrainObserver));

    public GrainType Type { get; }

    public Type Class { get; }

    public bool IsReentrant { get; }

    public bool IsKeptAlive { get; }

    public TimeSpan? AgeLimit { get; }

    public PlacementStrategy Placement { get; }

    public StatelessWorkerPlacement? StatelessWorker { get; }

    public Func<object, RequestBase, bool>? MayInterleave { get; }

    public IReadOnlyList<Type> Interfaces { get; }

    public bool FiltersCalls { get; }

    public object CreateInstance(GrainActivation activation) => _constructor.Value.Create(activation);

    private static Func<object, RequestBase, bool> Predicate(Type grainClass, string name)
    {
        var method = grainClass.GetMethod(name, BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy)
            ?? throw new InvalidOperationException($"Class {grainClass.FullName} doesn't declare a method named {name} for its MayInterleave attribute.");
        if (method.ReturnType != typeof(bool) || method.GetParameters() is not [{ ParameterType: var parameter }] || parameter != typeof(IInvokable))
            throw new InvalidOperationException($"Wrong signature of callback method {name} of {grainClass.FullName}: expected a bool of one {nameof(IInvokable)}.");
        if (method.IsStatic)
        {
            var function = method.CreateDelegate<Func<IInvokable, bool>>();
            return (_, request) => function(request);
        }
        var invoker = MethodInvoker.Create(method);
        return (instance, request) => (bool)invoker.Invoke(instance, request)!;
    }
}
