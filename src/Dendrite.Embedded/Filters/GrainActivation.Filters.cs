namespace Orleans.Runtime;

/// <summary>Runs a request on the instance, through the incoming filters where there are any.</summary>
internal sealed partial class GrainActivation
{
    public bool HasFilters => Silo.IncomingFilters.Length > 0 || Type.FiltersCalls;

    public Task Run(RequestBase request) =>
        (HasFilters ? request.RunFiltered(this) : request.Start()) ?? throw new InvalidOperationException($"{request.GetInterfaceName()}.{request.GetMethodName()} of {GrainId} returned null instead of a task.");

    internal async Task<T> RunFilteredAsync<T>(RequestBase request)
    {
        var filters = Silo.IncomingFilters;
        var context = new CallContext
        {
            Request = request,
            Grain = GetTarget()!,
            TargetId = GrainId,
            Activation = this,
            FilterCount = filters.Length + (Type.FiltersCalls ? 1 : 0),
            Filter = (call, index) => (index < filters.Length ? filters[index] : (IIncomingGrainCallFilter)_instance!).Invoke(call),
            End = static async call => call.Response = await call.Request.Invoke(),
        };
        await context.Invoke();
        return context.Response is { } response ? response.GetResult<T>() : default!;
    }
}
