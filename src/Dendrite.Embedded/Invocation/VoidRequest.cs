using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A request whose method returns nothing; it is one-way.</summary>
public abstract class VoidRequest : RequestBase
{
    protected VoidRequest() => Options = InvokeMethodOptions.OneWay;

    public sealed override ValueTask<Response> Invoke()
    {
        try
        {
            InvokeInner();
            return new(Response.Completed);
        }
        catch (Exception exception)
        {
            return new(Response.FromException(exception));
        }
    }

    protected abstract void InvokeInner();

    internal sealed override Task Start()
    {
        InvokeInner();
        return Task.CompletedTask;
    }

    internal sealed override Task RunFiltered(GrainActivation activation) => activation.RunFilteredAsync<object?>(this);
}
