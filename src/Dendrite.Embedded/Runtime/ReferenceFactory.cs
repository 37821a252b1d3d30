using System.Collections.Concurrent;

namespace Orleans.Runtime;

/// <summary>Makes grain references, and is what is injected as <see cref="IGrainFactory"/> and <see cref="IClusterClient"/>.</summary>
internal sealed class ReferenceFactory(CallRuntime calls) : IClusterClient
{
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), ReferenceSource> _byInterface = new();
    private readonly ConcurrentDictionary<(Type Interface, GrainType Type), ReferenceSource> _byType = new();

    public IServiceProvider ServiceProvider => calls.Services;

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey => (TGrainInterface)(IAddressable)Make(typeof(TGrainInterface), GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey => (TGrainInterface)(IAddressable)Make(typeof(TGrainInterface), GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        return (TGrainInterface)(IAddressable)Make(typeof(TGrainInterface), IdSpan.Create(primaryKey), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey
    {
        CheckExtension(keyExtension);
        return (TGrainInterface)(IAddressable)Make(typeof(TGrainInterface), GrainIdKeyExtensions.CreateGuidKey(primaryKey, keyExtension), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey
    {
        CheckExtension(keyExtension);
        return (TGrainInterface)(IAddressable)Make(typeof(TGrainInterface), GrainIdKeyExtensions.CreateIntegerKey(primaryKey, keyExtension), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable => (TGrainInterface)(IAddressable)CreateReference(grainId, typeof(TGrainInterface));

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => (IGrain)Make(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey), null);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => (IGrain)Make(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey), null);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(grainPrimaryKey);
        return (IGrain)Make(grainInterfaceType, IdSpan.Create(grainPrimaryKey), null);
    }

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        (IGrain)Make(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey, keyExtension), null);

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        (IGrain)Make(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey, keyExtension), null);

    public IAddressable GetGrain(GrainId grainId) => new UntypedGrainReference(new GrainReferenceShared(grainId.Type, default, calls, calls.Copies), grainId.Key);

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) =>
        GrainRegistry.Current.FindInterface(interfaceType) is { } type ? (IAddressable)CreateReference(grainId, type) : GetGrain(grainId);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) => Make(interfaceType, grainKey, grainClassNamePrefix);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => Make(interfaceType, grainKey, null);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => (TGrainObserverInterface)(IAddressable)CreateReference(calls.AddObserver(obj), typeof(TGrainObserverInterface));

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver => calls.Cluster.Observers.Remove(obj);

    public GrainReference CreateReference(GrainId id, GrainTypeInfo type) =>
        type.Interfaces.Count > 0 ? CreateReference(id, type.Interfaces[0]) : (GrainReference)GetGrain(id);

    public GrainReference CreateReference(GrainId id, Type interfaceType) =>
        _byType.GetOrAdd((interfaceType, id.Type), static (key, calls) => ReferenceSource.Create(key.Interface, key.Type, calls), calls).Create(id.Key);

    public object Cast(GrainReference reference, Type interfaceType) =>
        interfaceType.IsInstanceOfType(reference) ? reference : CreateReference(reference.GrainId, interfaceType);

    private static void CheckExtension(string extension)
    {
        if (string.IsNullOrWhiteSpace(extension)) throw new ArgumentException("Key extension is null, empty or white space.", nameof(extension));
    }

    private GrainReference Make(Type interfaceType, IdSpan key, string? prefix) =>
        _byInterface.GetOrAdd((interfaceType, prefix), static (key, calls) =>
            ReferenceSource.Create(key.Interface, GrainRegistry.Current.Resolve(key.Interface, key.Prefix), calls), calls).Create(key);
}
