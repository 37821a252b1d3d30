using System.Diagnostics;

namespace Orleans.Runtime;

/// <summary>The sources of activities, by Orleans's names and versions.</summary>
internal static class EngineActivities
{
    public static readonly ActivitySource Application = new("Microsoft.Orleans.Application", "1.2.0");

    public static readonly ActivitySource Runtime = new("Microsoft.Orleans.Runtime", "2.1.0");

    public static readonly ActivitySource Lifecycle = new("Microsoft.Orleans.Lifecycle", "1.1.0");

    public static readonly ActivitySource Storage = new("Microsoft.Orleans.Storage", "1.1.0");

    /// <summary>An activity for a step in the life of an activation, or null. Its parent is the activity now, or the one of the request that caused it.</summary>
    public static Activity? Begin(string name, GrainActivation activation, Dictionary<string, object>? cause = null)
    {
        if (!Lifecycle.HasListeners()) return null;
        var parent = cause is not null && ActivityContext.TryParse(cause.GetValueOrDefault("traceparent") as string, cause.GetValueOrDefault("tracestate") as string, isRemote: true, out var known) ? known : default;
        return Lifecycle.StartActivity(name, ActivityKind.Internal, parent)?
            .SetTag("orleans.grain.id", activation.GrainId.ToString())
            .SetTag("orleans.grain.type", activation.GrainId.Type.ToString())
            .SetTag("orleans.silo.id", activation.Silo.Address.ToString())
            .SetTag("orleans.activation.id", activation.ActivationId.ToString());
    }

    public static void Fail(Activity? activity, Exception e)
    {
        if (activity is not { IsAllDataRequested: true }) return;
        activity.SetStatus(ActivityStatusCode.Error);
        activity.SetTag("exception.type", e.GetType().FullName).SetTag("exception.message", e.Message).SetTag("exception.stacktrace", e.ToString()).SetTag("exception.escaped", true);
    }
}
