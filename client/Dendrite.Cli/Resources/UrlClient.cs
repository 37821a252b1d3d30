using System.Runtime.CompilerServices;
using Dendrite.Client;
using Dendrite.Client.Cluster;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Cli.Resources;

/// <summary>Polls one document in this process, without a server: hosts a <see cref="ResourceCore"/> for one reader. Nothing is stored.</summary>
/// <param name="backend">How to poll.</param>
/// <param name="source">Where the document comes from.</param>
/// <param name="clock">The clock of the polls.</param>
/// <param name="random">The source of their jitter.</param>
internal sealed class UrlClient(BackendDefinition backend, IResourceSource source, TimeProvider clock, Random random) : IDendriteClient
{
    private readonly ResourceCore _core = new(backend, random, clock.GetUtcNow());

    /// <inheritdoc/>
    public async Task<ResourceSnapshot> FetchAsync(ResourceAddress address, CancellationToken cancellationToken = default)
    {
        await PollAsync(address, ResourceFormat.None, cancellationToken);
        return _core.Snapshot ?? throw new UpstreamException(_core.Staleness!.Code, _core.Staleness.Reason, _core.Staleness.StatusCode);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ResourceUpdate> ListenAsync(
        ResourceAddress address, ResourceFormat format = ResourceFormat.Patch, Position? from = null, CancellationToken cancellationToken = default) =>
        new SingleUseListening<ResourceUpdate>(ReadAsync(address, format, from, cancellationToken), "call ListenAsync again");

    private async IAsyncEnumerable<ResourceUpdate> ReadAsync(ResourceAddress address, ResourceFormat format, Position? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var start = _core.CatchUp(format, from);
        if (start.Snapshot is { } snapshot)
            foreach (var update in ResourceStep.OfSnapshot(snapshot).ToUpdates()) yield return update;
        foreach (var update in UpdatesOf(start.Missed, format)) yield return update;
        if (_core.Staleness is { } staleness)
            foreach (var update in ResourceStep.OfStaleness(start.Position, staleness).ToUpdates()) yield return update;
        while (true)
        {
            var wait = _core.Schedule.Due - clock.GetUtcNow();
            if (wait > TimeSpan.Zero) await Task.Delay(wait, clock, cancellationToken);
            foreach (var update in UpdatesOf(await PollAsync(address, format, cancellationToken), format)) yield return update;
        }
    }

    private static IEnumerable<ResourceUpdate> UpdatesOf(IEnumerable<ResourceChanged> changes, ResourceFormat format) =>
        changes.Select(change => ResourceStep.Of(change, format)).OfType<ResourceStep>().SelectMany(step => step.ToUpdates());

    private async Task<IReadOnlyList<ResourceChanged>> PollAsync(ResourceAddress address, ResourceFormat formats, CancellationToken cancellationToken)
    {
        var outcome = await source.AskAsync(_core.NextPoll(address.Path, address.Query), cancellationToken);
        var transition = _core.Apply(outcome, formats, clock.GetUtcNow());
        return transition.ToStore is null ? transition.Changes : _core.Commit(transition, clock.GetUtcNow());
    }
}
