using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A request whose method returns <see cref="Task"/>.</summary>
public abstract class TaskRequest : RequestBase
{
    public sealed override async ValueTask<Response> Invoke()
    {
        try
        {
            await InvokeInner();
            return Response.Completed;
        }
        catch (Exception exception)
        {
            return Response.FromException(exception);
        }
    }

    protected abstract Task InvokeInner();

    internal sealed override Task Start() => InvokeInner();

    internal sealed override Task RunFiltered(GrainActivation activation) => activation.RunFilteredAsync<object?>(this);
}
