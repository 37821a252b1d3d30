using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Orleans.Runtime;

/// <summary>A call that has reached its activation: the filters of the silo, then the grain's own.</summary>
internal sealed class IncomingCall(GrainActivation activation) : CallContext, IIncomingGrainCallContext
{
    private readonly IIncomingGrainCallFilter[] _filters = activation.Silo.IncomingFilters;

    public IGrainContext TargetContext => activation;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var method = InterfaceMethod;
            var map = Request.GetTarget().GetType().GetInterfaceMap(method.DeclaringType!);
            var found = map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method.IsGenericMethod ? method.GetGenericMethodDefinition() : method)];
            return method.IsGenericMethod ? found.MakeGenericMethod(method.GetGenericArguments()) : found;
        }
    }

    protected override int FilterCount => _filters.Length + (activation.Type.FiltersCalls ? 1 : 0);

    protected override object FilterAt(int index) => index < _filters.Length ? _filters[index] : Grain;

    protected override Task Call(object filter) => ((IIncomingGrainCallFilter)filter).Invoke(this);

    protected override async Task End()
    {
        Response = await Request.Invoke();
        if (Response.Exception is { } exception) ExceptionDispatchInfo.Throw(exception);
    }
}
