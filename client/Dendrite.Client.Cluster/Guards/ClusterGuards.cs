using Dendrite.Contracts.Backends;
using Dendrite.Contracts.Guards;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>The guards inside a cluster: asks the grains. There is one guard for each backend, and one for each name that rules of its paths give.</summary>
/// <param name="grains">The way to the grains.</param>
/// <param name="backends">Which backends there are.</param>
public sealed class ClusterGuards(IGrainFactory grains, IBackendCatalog backends) : IGuards
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<GuardReading>> ReadAllAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(backends.List().SelectMany(backend => backend.GuardKeys().Select(key => ReadAsync(key, backend, cancellationToken))));

    /// <inheritdoc/>
    public Task<GuardReading> ReadAsync(GuardKey guard, CancellationToken cancellationToken = default) => ReadAsync(guard, Find(guard), cancellationToken);

    /// <inheritdoc/>
    public Task<BreakerView> CommandAsync(GuardKey guard, BreakerCommand command, string reason, string by, CancellationToken cancellationToken = default) =>
        grains.GetBreaker(Known(guard)).CommandAsync(command, reason, by, cancellationToken);

    private async Task<GuardReading> ReadAsync(GuardKey key, BackendSummary backend, CancellationToken cancellationToken)
    {
        var breaker = grains.GetBreaker(key).GetAsync(cancellationToken);
        var metrics = grains.GetMetrics(key).GetAsync(cancellationToken);
        return new GuardReading(key, await breaker, await metrics, backend.TimeLimit, backend.MaxConcurrency);
    }

    private GuardKey Known(GuardKey guard)
    {
        _ = Find(guard);
        return guard;
    }

    private BackendSummary Find(GuardKey guard) =>
        backends.Find(guard.Backend) is { } backend && backend.GuardKeys().Contains(guard)
            ? backend
            : throw new InvalidRequestException(DendriteErrorCode.UnknownGuard, $"There is no guard '{guard}'; there are: {string.Join(", ", backends.List().SelectMany(b => b.GuardKeys()))}.");
}
