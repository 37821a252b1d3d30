using Dendrite.Contracts.Guards;
using Dendrite.Protocol;

namespace Dendrite.Grains.Guards;

/// <summary>The metrics of one guard, once in the cluster; in memory only. <see cref="ClusterMetrics"/> does the counting.</summary>
internal sealed class MetricsGrain(TimeProvider clock) : Grain, IMetricsGrain
{
    private readonly ClusterMetrics _metrics = new(clock.GetUtcNow());

    public Task ReportAsync(MetricsReport report, CancellationToken cancellationToken)
    {
        try
        {
            _metrics.Take(report, clock.GetUtcNow());
        }
        catch (ArgumentException e)
        {
            throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The report of {report.Silo} cannot be counted: {e.Message}");
        }
        return Task.CompletedTask;
    }

    public Task<GuardMetricsView> GetAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_metrics.Read(GuardKey.Parse(this.GetPrimaryKeyString()), clock.GetUtcNow()));
}
