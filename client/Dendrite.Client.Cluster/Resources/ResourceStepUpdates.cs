using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>A step as clients see it.</summary>
public static class ResourceStepUpdates
{
    private static readonly Utf8Json Nothing = Utf8Json.FromText("{}");

    /// <summary>
    /// The step's updates: none for a heartbeat, several for a step of a list, else one. Of several all but the last carry the
    /// position before the step, so that every position is one that can be resumed from.
    /// </summary>
    public static IEnumerable<ResourceUpdate> ToUpdates(this ResourceStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Kind switch
        {
            StepKind.Heartbeat => [],
            StepKind.Stale or StepKind.Gone =>
                [new ResourceUpdate(step.Position, step.Kind == StepKind.Gone ? ResourceEvent.Gone : ResourceEvent.Stale, new Utf8Json(StalenessJson.Write(step.Staleness!)), step.Hash)],
            StepKind.Fresh => [new ResourceUpdate(step.Position, ResourceEvent.Fresh, Nothing, step.Hash)],
            StepKind.Update when step.Form == ResourceFormat.List => OfList(step),
            _ => [new ResourceUpdate(step.Position, Enum.Parse<ResourceEvent>(step.Form.ToString()), step.Data!, step.Hash)],
        };
    }

    private static IEnumerable<ResourceUpdate> OfList(ResourceStep step)
    {
        var before = step.Position with { Sequence = step.Position.Sequence - 1 };
        ResourceUpdate? last = null;
        foreach (var item in ListEvents.Read(step.Data!.Memory))
        {
            if (last is not null) yield return last with { Position = before, Hash = "" };
            last = new ResourceUpdate(step.Position, Enum.Parse<ResourceEvent>(item.Name, ignoreCase: true), new Utf8Json(item.Data), step.Hash);
        }
        if (last is not null) yield return last;
    }
}
