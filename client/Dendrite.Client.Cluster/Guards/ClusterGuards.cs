using Dendrite.Contracts.Backends;
using Dendrite.Contracts.Guards;
using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>The guards inside a cluster: asks the grains. There is one guard for each backend.</summary>
/// <param name="grains">The way to the grains.</param>
/// <param name="backends">Which backends there are.</param>
public sealed class ClusterGuards(IGrainFactory grains, IBackendCatalog backends) : IGuards
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<GuardReading>> ReadAllAsync(CancellationToken cancellationToken = default) =>
        await Task.WhenAll(backends.List().Select(backend => ReadAsync(backend, cancellationToken)));

    /// <inheritdoc/>
    public Task<GuardReading> ReadAsync(GuardKey guard, CancellationToken cancellationToken = default) => ReadAsync(Find(guard), cancellationToken);

    /// <inheritdoc/>
    public Task<BreakerView> CommandAsync(GuardKey guard, BreakerCommand command, string reason, string by, CancellationToken cancellationToken = default) =>
        grains.GetBreaker(new GuardKey(Find(guard).Name)).CommandAsync(command, reason, by, cancellationToken);

    private async Task<GuardReading> ReadAsync(BackendSummary backend, CancellationToken cancellationToken)
    {
        var key = new GuardKey(backend.Name);
        var breaker = grains.GetBreaker(key).GetAsync(cancellationToken);
        var metrics = grains.GetMetrics(key).GetAsync(cancellationToken);
        return new GuardReading(key, await breaker, await metrics, backend.TimeLimit, backend.MaxConcurrency);
    }

    private BackendSummary Find(GuardKey guard) =>
        guard.Rule is null && backends.Find(guard.Backend) is { } backend
            ? backend
            : throw new InvalidRequestException(DendriteErrorCode.UnknownGuard, $"There is no guard '{guard}'; there are: {string.Join(", ", backends.List().Select(b => b.Name))}.");
}
