using System.Diagnostics;

namespace Orleans.Runtime;

/// <summary>An activity at the caller and one at the grain for each call, joined by the trace's parent in the request context.</summary>
internal sealed class ActivityPropagation : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private const string ParentKey = "traceparent";
    private static readonly ActivitySource Source = new("Microsoft.Orleans.Application", "1.2.0");

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        using var activity = Begin(context, ActivityKind.Client, null);
        if (activity?.Id is { } id) RequestContext.Set(ParentKey, id);
        await RunAsync(context, activity);
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        using var activity = Begin(context, ActivityKind.Server, RequestContext.Get(ParentKey) as string);
        await RunAsync(context, activity);
    }

    private static Activity? Begin(IGrainCallContext context, ActivityKind kind, string? parent)
    {
        var activity = Source.StartActivity(context.Request.GetActivityName(), kind, parent!);
        activity?.SetTag("rpc.system.name", "orleans").SetTag("orleans.rpc.service", context.InterfaceName).SetTag("rpc.method", context.MethodName).SetTag("orleans.rpc.target_id", context.TargetId.ToString());
        return activity;
    }

    private static async Task RunAsync(IGrainCallContext context, Activity? activity)
    {
        try
        {
            await context.Invoke();
        }
        catch (Exception e)
        {
            activity?.SetTag("exception.type", e.GetType().FullName).SetTag("exception.message", e.Message).SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }
}
