using System.Diagnostics;

namespace Orleans.Runtime;

/// <summary>An activity at the caller and one at the grain for each call, joined through the request context by the process's propagator.</summary>
internal sealed class ActivityPropagation : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private static DistributedContextPropagator Propagator => DistributedContextPropagator.Current;

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        var activity = SourceOf(context).StartActivity(context.Request.GetActivityName(), ActivityKind.Client);
        if (activity is null) return context.Invoke();
        Propagator.Inject(activity, null, static (_, key, value) => RequestContext.Set(key, value));
        return RunAsync(context, activity);
    }

    public Task Invoke(IIncomingGrainCallContext context)
    {
        var source = SourceOf(context);
        if (!source.HasListeners()) return context.Invoke();
        Propagator.ExtractTraceIdAndState(null, Get, out var parent, out var state);
        var name = context.Request.GetActivityName();
        var activity = ActivityContext.TryParse(parent, state, isRemote: true, out var known)
            ? source.CreateActivity(name, ActivityKind.Server, known)
            : source.CreateActivity(name, ActivityKind.Server, parent!);
        if (activity is null) return context.Invoke();
        if (!string.IsNullOrEmpty(state)) activity.TraceStateString = state;
        foreach (var (key, value) in Propagator.ExtractBaggage(null, Get) ?? []) activity.AddBaggage(key, value);
        return RunAsync(context, activity.Start());
    }

    /// <summary>Calls of the engine's own interfaces are apart from those of the application.</summary>
    private static ActivitySource SourceOf(IGrainCallContext context) =>
        context.Request.GetInterfaceType().Namespace?.StartsWith("Orleans", StringComparison.Ordinal) == true ? EngineActivities.Runtime : EngineActivities.Application;

    private static void Get(object? carrier, string name, out string? value, out IEnumerable<string>? values)
    {
        values = null;
        value = RequestContext.Get(name) as string;
    }

    private static async Task RunAsync(IGrainCallContext context, Activity activity)
    {
        activity.SetTag("rpc.system.name", "orleans").SetTag("orleans.rpc.service", context.InterfaceName).SetTag("rpc.method", $"{context.InterfaceName}/{context.MethodName}");
        if (activity.IsAllDataRequested)
        {
            activity.SetTag("orleans.rpc.target_id", context.TargetId.ToString());
            if (context.SourceId is { } source) activity.SetTag("orleans.rpc.source_id", source.ToString());
        }
        try
        {
            await context.Invoke();
        }
        catch (Exception e)
        {
            EngineActivities.Fail(activity, e);
            throw;
        }
        finally
        {
            activity.Stop();
        }
    }
}
