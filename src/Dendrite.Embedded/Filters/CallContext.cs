using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One call on its way through a chain of filters to its end.</summary>
internal sealed class CallContext : IIncomingGrainCallContext, IOutgoingGrainCallContext
{
    private int _next;

    public required RequestBase Request { get; init; }

    public required object Grain { get; init; }

    public required GrainId TargetId { get; init; }

    public required int FilterCount { get; init; }

    /// <summary>Calls the filter with the index.</summary>
    public required Func<CallContext, int, Task> Filter { get; init; }

    /// <summary>What is wrapped.</summary>
    public required Func<CallContext, Task> End { get; init; }

    public GrainActivation? Activation { get; init; }

    public IGrainContext? SourceContext { get; init; }

    public IGrainContext TargetContext => Activation!;

    public GrainId? SourceId => SourceContext?.GrainId;

    public GrainInterfaceType InterfaceType => GrainRegistry.InterfaceTypeOf(Request.GetInterfaceType());

    public string InterfaceName => Request.GetInterfaceName();

    public string MethodName => Request.GetMethodName();

    public MethodInfo InterfaceMethod => Request.GetMethod();

    public Response? Response { get; set; }

    public object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    IInvokable IGrainCallContext.Request => Request;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var method = InterfaceMethod;
            var map = Grain.GetType().GetInterfaceMap(method.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
        }
    }

    public async Task Invoke()
    {
        if (_next < FilterCount)
        {
            await Filter(this, _next++);
            return;
        }
        await End(this);
        if (Response?.Exception is { } exception) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception);
    }
}
