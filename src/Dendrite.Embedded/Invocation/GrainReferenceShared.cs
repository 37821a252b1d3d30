using Orleans.Serialization.Cloning;

namespace Orleans.Runtime;

/// <summary>What all references of one interface to one kind of grain share.</summary>
public class GrainReferenceShared
{
    internal GrainReferenceShared(GrainType grainType, GrainInterfaceType interfaceType, CallRuntime runtime, CopyContextPool copyContextPool)
    {
        GrainType = grainType;
        InterfaceType = interfaceType;
        CallRuntime = runtime;
        CopyContextPool = copyContextPool;
    }

    public GrainType GrainType { get; }

    public GrainInterfaceType InterfaceType { get; }

    public CopyContextPool CopyContextPool { get; }

    internal CallRuntime CallRuntime { get; }
}
