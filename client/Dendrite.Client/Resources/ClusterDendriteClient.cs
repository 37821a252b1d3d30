using System.Runtime.CompilerServices;
using Dendrite.Contracts.Resources;
using Dendrite.Diff;

namespace Dendrite.Client.Resources;

/// <summary>Reads resources inside the cluster: no HTTP, and one subscription for all listeners of this process.</summary>
/// <param name="grains">The way to the grains.</param>
/// <param name="feeds">The feeds of this process; whoever made them disposes them.</param>
public sealed class ClusterDendriteClient(IGrainFactory grains, ResourceFeeds feeds) : IDendriteClient
{
    private static readonly Utf8Json Nothing = Utf8Json.FromText("{}");

    /// <inheritdoc/>
    public Task<ResourceSnapshot> FetchAsync(ResourceAddress address, CancellationToken cancellationToken = default) =>
        grains.GetResource(KeyOf(address)).FetchAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ResourceUpdate> ListenAsync(
        ResourceAddress address, ResourceFormat format = ResourceFormat.Patch, Position? from = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var listener = await feeds.ListenAsync(KeyOf(address), format, from, cancellationToken).ConfigureAwait(false);
        await foreach (var step in listener.ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            switch (step.Kind)
            {
                case StepKind.Heartbeat:
                    break;
                case StepKind.Stale:
                    yield return new ResourceUpdate(step.Position, ResourceEvent.Stale, new Utf8Json(StalenessJson.Write(step.Staleness!)), step.Hash);
                    break;
                case StepKind.Fresh:
                    yield return new ResourceUpdate(step.Position, ResourceEvent.Fresh, Nothing, step.Hash);
                    break;
                case StepKind.Update when step.Form == ResourceFormat.List:
                    foreach (var update in OfList(step)) yield return update;
                    break;
                default:
                    yield return new ResourceUpdate(step.Position, Enum.Parse<ResourceEvent>(step.Form.ToString()), step.Data!, step.Hash);
                    break;
            }
        }
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

    private static ResourceKey KeyOf(ResourceAddress address) => new(address.Backend, ResourceKey.PublicScope, address.Path, address.Query);
}
