using Dendrite.Contracts.Errors;
using Dendrite.Contracts.Resilience;

namespace Dendrite.Grains.Resilience;

/// <summary>The metrics of one service, once in the cluster; in memory only. <see cref="ClusterMetrics"/> does the counting.</summary>
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

    public Task<ServiceMetricsView> GetAsync(CancellationToken cancellationToken) =>
        Task.FromResult(_metrics.Read(this.GetPrimaryKeyString(), clock.GetUtcNow()));
}
