using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.Logging;

namespace Dendrite.Grains.Resources;

/// <summary>One backend's events, one at a time for the whole cluster: told once to every silo, and remembered while they may come again.</summary>
/// <remarks>The memory goes with the activation. What comes again then is one more poll, within the backend's limits.</remarks>
internal sealed partial class PokeGrain(ISiloStatusOracle silos, TimeProvider clock, ILogger<PokeGrain> logger) : Grain, IPokeGrain
{
    private readonly PokeReplays _replays = new();

    public async Task<PokeResult> PokeAsync(PokeOrder order, CancellationToken cancellationToken)
    {
        if (order.Fingerprint is { } fingerprint)
        {
            if (!_replays.TryAdd(fingerprint, clock.GetUtcNow(), out var forgotten)) return new PokeResult(true, 0);
            if (forgotten > 0) ResourceMetrics.EventsForgotten.Add(forgotten, new KeyValuePair<string, object?>("backend", this.GetPrimaryKeyString()));
        }
        var told = await Task.WhenAll(silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Select(silo => TellAsync(silo, order.Patterns, cancellationToken)));
        if (told.Any(resources => resources is not null)) return new PokeResult(false, told.Sum(resources => resources ?? 0));
        if (order.Fingerprint is { } again) _replays.Remove(again);
        throw new ClusterException("No silo of the cluster could be told of the event; send it again.");
    }

    /// <summary>How many resources of a silo are polled; null where it does not answer. Those of a silo that is lost are asked anew where they come up.</summary>
    private async Task<int?> TellAsync(SiloAddress silo, IReadOnlyList<string> patterns, CancellationToken cancellationToken)
    {
        try
        {
            return await GrainFactory.GetSiloResources(silo).TellAsync(this.GetPrimaryKeyString(), patterns, cancellationToken);
        }
        catch (Exception e) when (e is OrleansException or TimeoutException)
        {
            var backend = this.GetPrimaryKeyString();
            LogNotTold(logger, e, silo, backend);
            return null;
        }
    }

    [LoggerMessage(EventId = EventIds.PokeNotTold, Level = LogLevel.Warning, Message = "Silo {Silo} could not be told of an event of backend {Backend}; its resources find out by their next polls.")]
    private static partial void LogNotTold(ILogger logger, Exception exception, SiloAddress silo, string backend);
}
