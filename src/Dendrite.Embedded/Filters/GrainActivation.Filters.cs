namespace Orleans.Runtime;

/// <summary>Runs a request on the instance, through the incoming filters where there are any.</summary>
internal sealed partial class GrainActivation
{
    public bool HasFilters => Silo.IncomingFilters.Length > 0 || Type.FiltersCalls;

    public Task Run(RequestBase request) =>
        (HasFilters ? request.RunFiltered(this) : request.Start()) ?? throw new InvalidOperationException($"{request.GetInterfaceName()}.{request.GetMethodName()} of {GrainId} returned null instead of a task.");

    /// <summary>The filters get a request of their own: they may hold it longer than the call lasts.</summary>
    internal Task<T> RunFilteredAsync<T>(RequestBase request)
    {
        var call = new IncomingCall(this) { Request = request.Copy(), Grain = GetTarget()!, TargetId = GrainId };
        return call.RunAsync<T>();
    }
}
