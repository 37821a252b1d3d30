namespace Orleans.Runtime;

/// <summary>Makes the references of one interface to one kind of grain.</summary>
internal sealed class ReferenceSource(GrainReferenceShared shared, Func<GrainReferenceShared, IdSpan, GrainReference> create)
{
    public static ReferenceSource Create(Type interfaceType, GrainType type, CallRuntime calls) =>
        new(new GrainReferenceShared(type, GrainRegistry.InterfaceTypeOf(interfaceType), calls, calls.Copies), GrainRegistry.Current.ReferenceFactoryOf(interfaceType));

    public GrainReference Create(IdSpan key) => create(shared, key);
}
