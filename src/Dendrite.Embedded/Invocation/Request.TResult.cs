using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A request whose method returns <see cref="ValueTask{TResult}"/>.</summary>
public abstract class Request<TResult> : RequestBase
{
    public sealed override async ValueTask<Response> Invoke()
    {
        try
        {
            return Response.FromResult(await InvokeInner());
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }

    protected abstract ValueTask<TResult> InvokeInner();

    internal sealed override Task Start() => StartValue().AsTask();

    internal ValueTask<TResult> StartValue() => InvokeInner();

    internal sealed override Task RunFiltered(GrainActivation activation) => activation.RunFilteredAsync<TResult>(this);
}
