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
/// <param name="maxAge">The age that the document is to stay below; null for none.</param>
internal sealed class UrlClient(BackendDefinition backend, IResourceSource source, TimeProvider clock, Random random, TimeSpan? maxAge = null) : IDendriteClient
{
    private readonly ResourceCore _core = CoreOf(backend, random, clock, maxAge);

    /// <inheritdoc/>
    public async Task<ResourceSnapshot> FetchAsync(ResourceAddress address, CancellationToken cancellationToken = default)
    {
        Take(await source.AskAsync(_core.NextPoll(address.Path, address.Query), cancellationToken), ResourceFormat.None);
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
            var asking = source.AskAsync(_core.NextPoll(address.Path, address.Query), cancellationToken);
            while (!asking.IsCompleted && _core.NextLookAtAge is { } look)
            {
                using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                await Task.WhenAny(asking, Task.Delay(TimeSpan.FromTicks(Math.Max(0, (look - clock.GetUtcNow()).Ticks)), clock, answered.Token));
                await answered.CancelAsync();
                if (asking.IsCompleted) break;
                foreach (var update in UpdatesOf(_core.LookAtAge(clock.GetUtcNow()), format)) yield return update;
            }
            foreach (var update in UpdatesOf(Take(await asking, format), format)) yield return update;
            foreach (var update in UpdatesOf(_core.LookAtAge(clock.GetUtcNow()), format)) yield return update;
        }
    }

    private static ResourceCore CoreOf(BackendDefinition backend, Random random, TimeProvider clock, TimeSpan? maxAge)
    {
        var core = new ResourceCore(backend, random, clock.GetUtcNow());
        if (maxAge is { } age) core.Wish([age], clock.GetUtcNow());
        return core;
    }

    private static IEnumerable<ResourceUpdate> UpdatesOf(IEnumerable<ResourceChanged> changes, ResourceFormat format) =>
        changes.Select(change => ResourceStep.Of(change, format)).OfType<ResourceStep>().SelectMany(step => step.ToUpdates());

    private IReadOnlyList<ResourceChanged> Take(PollOutcome outcome, ResourceFormat formats)
    {
        var transition = _core.Apply(outcome, formats, clock.GetUtcNow());
        return transition.ToStore is null ? transition.Changes : _core.Commit(transition, clock.GetUtcNow());
    }
}
