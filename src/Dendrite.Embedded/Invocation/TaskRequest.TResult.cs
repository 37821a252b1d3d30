using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A request whose method returns <see cref="Task{TResult}"/>.</summary>
public abstract class TaskRequest<TResult> : RequestBase
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

    protected abstract Task<TResult> InvokeInner();

    internal sealed override Task Start() => InvokeInner();

    internal sealed override Task RunFiltered(GrainActivation activation) => activation.RunFilteredAsync<TResult>(this);
}
