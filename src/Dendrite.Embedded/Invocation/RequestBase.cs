using System.Reflection;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>What all generated requests share. A request belongs to the engine from the call until <see cref="Dispose"/> gives it back for reuse.</summary>
public abstract class RequestBase : IRequest
{
    public InvokeMethodOptions Options { get; protected set; }

    public virtual bool IsCancellable => false;

    public virtual int GetArgumentCount() => 0;

    public void AddInvokeMethodOptions(InvokeMethodOptions options) => Options |= options;

    public abstract ValueTask<Response> Invoke();

    public abstract object GetTarget();

    public abstract void SetTarget(ITargetHolder holder);

    public virtual object GetArgument(int index) => throw new ArgumentOutOfRangeException(nameof(index), "The request has zero arguments");

    public virtual void SetArgument(int index, object value) => throw new ArgumentOutOfRangeException(nameof(index), "The request has zero arguments");

    public abstract void Dispose();

    public abstract string GetMethodName();

    public abstract string GetInterfaceName();

    public abstract string GetActivityName();

    public abstract Type GetInterfaceType();

    public abstract MethodInfo GetMethod();

    public virtual TimeSpan? GetDefaultResponseTimeout() => null;

    public virtual bool TryCancel() => false;

    public virtual CancellationToken GetCancellationToken() => default;

    public override string ToString() => $"{GetInterfaceName()}.{GetMethodName()}({string.Join(", ", GetMethod().GetParameters().Select(p => p.ParameterType))})";

    /// <summary>Another request with the same target and arguments. Which of the two is given back for reuse is of no matter to the other.</summary>
    internal RequestBase Copy() => (RequestBase)MemberwiseClone();

    /// <summary>Runs the method; the task holds its result where it has one.</summary>
    internal abstract Task Start();

    /// <summary>Runs the method through the incoming filters.</summary>
    internal abstract Task RunFiltered(GrainActivation activation);
}
