using System.Reflection;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One call of an enumeration, as its filters see it.</summary>
internal sealed class EnumerationCall<TResult> : Request<TResult>
{
    private readonly GrainEnumeration _enumeration;
    private readonly MethodInfo _method;
    private readonly Func<GrainEnumeration, object[], ValueTask<TResult>> _run;
    private object[] _arguments;

    public EnumerationCall(GrainEnumeration enumeration, MethodInfo method, Func<GrainEnumeration, object[], ValueTask<TResult>> run, params object[] arguments)
    {
        (_enumeration, _method, _run, _arguments) = (enumeration, method, run, arguments);
        Options = InvokeMethodOptions.AlwaysInterleave;
    }

    public override object GetTarget() => _enumeration;

    public override void SetTarget(ITargetHolder holder) => _enumeration.Target = (GrainActivation)holder;

    public override int GetArgumentCount() => _arguments.Length;

    public override object GetArgument(int index) => _arguments[index];

    /// <summary>Copies of the call share what it was made with.</summary>
    public override void SetArgument(int index, object value) => (_arguments = [.. _arguments])[index] = value;

    public override string GetMethodName() => _method.IsGenericMethod ? _method.Name + "<T>" : _method.Name;

    public override string GetInterfaceName() => typeof(IAsyncEnumerableGrainExtension).FullName!;

    public override string GetActivityName() => $"{nameof(IAsyncEnumerableGrainExtension)}/{_method.Name}";

    public override Type GetInterfaceType() => typeof(IAsyncEnumerableGrainExtension);

    public override MethodInfo GetMethod() => _method;

    public override void Dispose()
    {
    }

    protected override ValueTask<TResult> InvokeInner() => _run(_enumeration, _arguments);
}
