using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Outgoing filters.</summary>
internal sealed partial class CallRuntime
{
    private IOutgoingGrainCallFilter[]? _outgoing;

    private IOutgoingGrainCallFilter[] Outgoing => _outgoing ??= [.. Services.GetServices<IOutgoingGrainCallFilter>()];

    private bool HasOutgoingFilters => Outgoing.Length > 0;

    /// <summary>Sends a request whose method returns nothing.</summary>
    public void InvokeVoid(GrainReference reference, RequestBase request)
    {
        if (HasOutgoingFilters) _ = FilterVoidAsync(reference, request);
        else Invoke(reference, request);
    }

    /// <summary>Runs the outgoing filters, if any, around what sends the request.</summary>
    internal Task<T> FilterAsync<T>(GrainReference reference, RequestBase request, Func<RequestBase, Task<Response>> send)
    {
        var call = new OutgoingCall(Outgoing, send)
        {
            Request = request,
            Grain = reference,
            TargetId = reference.GrainId,
            SourceContext = RuntimeContext.Current,
        };
        return call.RunAsync<T>();
    }

    private static bool CallFiltersApply(GrainActivation activation) => activation.HasFilters;

    private ValueTask<T> InvokeFilteredAsync<T>(GrainReference reference, RequestBase request) =>
        new(FilterAsync<T>(reference, request, attempt => SendFilteredAsync<T>(reference, attempt)));

    private async Task<Response> SendFilteredAsync<T>(GrainReference reference, RequestBase request)
    {
        if (request is not (TaskRequest or Request or VoidRequest)) return Response.FromResult(await SendAsync<T>(reference, request));
        if ((request.Options & InvokeMethodOptions.OneWay) != 0) Invoke(reference, request);
        else if (TryTakeTurn(reference, request, out var activation)) await RunOnTurn<object?>(activation, request);
        else await Enqueue<object?>(reference, request);
        return Response.Completed;
    }

    private async Task FilterVoidAsync(GrainReference reference, RequestBase request)
    {
        try
        {
            await InvokeFilteredAsync<object?>(reference, request);
        }
        catch (Exception e)
        {
            Log.OneWayFailed($"{request} to {reference.GrainId}", e);
        }
    }
}
