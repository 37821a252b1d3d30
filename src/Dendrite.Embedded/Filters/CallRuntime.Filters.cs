using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Outgoing filters.</summary>
internal sealed partial class CallRuntime
{
    private IOutgoingGrainCallFilter[]? _outgoing;

    public bool HasOutgoingFilters => Outgoing.Length > 0;

    private IOutgoingGrainCallFilter[] Outgoing => _outgoing ??= [.. Services.GetServices<IOutgoingGrainCallFilter>()];

    /// <summary>Runs the outgoing filters, if any, around what sends the request.</summary>
    public Task<T> FilterAsync<T>(GrainReference reference, RequestBase request, Func<RequestBase, Task<Response>> send)
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
        new(FilterAsync<T>(reference, request, async attempt => Response.FromResult(await SendAsync<T>(reference, attempt))));
}
