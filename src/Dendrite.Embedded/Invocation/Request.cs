using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A request whose method returns <see cref="ValueTask"/>.</summary>
public abstract class Request : RequestBase
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

    protected abstract ValueTask InvokeInner();

    internal sealed override Task Start() => InvokeInner().AsTask();

    internal sealed override Task RunFiltered(GrainActivation activation) => activation.RunFilteredAsync<object?>(this);
}
