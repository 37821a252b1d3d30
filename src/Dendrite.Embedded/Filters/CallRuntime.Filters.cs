using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>Outgoing filters.</summary>
internal sealed partial class CallRuntime
{
    private IOutgoingGrainCallFilter[]? _outgoing;

    private IOutgoingGrainCallFilter[] Outgoing => _outgoing ??= [.. Services.GetServices<IOutgoingGrainCallFilter>()];

    private bool HasOutgoingFilters => Outgoing.Length > 0;

    private static bool CallFiltersApply(GrainActivation activation) => activation.HasFilters;

    private async ValueTask<T> InvokeFilteredAsync<T>(GrainReference reference, RequestBase request)
    {
        var context = new CallContext
        {
            Request = request,
            Grain = reference,
            TargetId = reference.GrainId,
            SourceContext = RuntimeContext.Current,
            FilterCount = Outgoing.Length,
            Filter = (call, index) => Outgoing[index].Invoke(call),
            End = async call => call.Response = Response.FromResult(await SendAsync<T>(reference, request)),
        };
        await context.Invoke();
        return context.Response is { } response ? response.GetResult<T>() : default!;
    }
}
