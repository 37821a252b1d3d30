using System.Reflection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>One call on its way through a chain of filters to its end. What a filter has invoked it may invoke again: then all that it wraps runs once more.</summary>
internal abstract class CallContext : IGrainCallContext
{
    private int _stage;

    /// <summary>Belongs to the filters: it is neither reused nor cleared, so that they may look at it at any time.</summary>
    public required RequestBase Request { get; init; }

    public required object Grain { get; init; }

    public required GrainId TargetId { get; init; }

    public IGrainContext? SourceContext { get; init; }

    public GrainId? SourceId => SourceContext?.GrainId;

    public GrainInterfaceType InterfaceType => GrainRegistry.InterfaceTypeOf(Request.GetInterfaceType());

    public string InterfaceName => Request.GetInterfaceName();

    public string MethodName => Request.GetMethodName();

    public MethodInfo InterfaceMethod => Request.GetMethod();

    public Response? Response { get; set; }

    public object? Result
    {
        get => Response is { Exception: null } response ? response.Result : null;
        set => Response = Response.FromResult(value);
    }

    IInvokable IGrainCallContext.Request => Request;

    protected abstract int FilterCount { get; }

    public async Task Invoke()
    {
        var stage = _stage++;
        try
        {
            if (stage > FilterCount) throw new InvalidOperationException($"{nameof(Invoke)} of {Request} was called while an earlier one still runs.");
            if (stage == FilterCount)
            {
                await End();
                return;
            }
            var filter = FilterAt(stage);
            await Call(filter);
            if (Response is null) throw new InvalidOperationException($"{nameof(Invoke)} of {Request} ran a broken filter: {filter.GetType().Name} neither invoked the call nor set a result.");
        }
        finally
        {
            _stage--;
        }
    }

    /// <summary>Runs the chain and gives what it leaves: the result, or the exception.</summary>
    public async Task<T> RunAsync<T>()
    {
        await Invoke();
        return Response!.GetResult<T>();
    }

    protected abstract object FilterAt(int index);

    protected abstract Task Call(object filter);

    /// <summary>Does what is wrapped: sets <see cref="Response"/>, or throws.</summary>
    protected abstract Task End();
}
