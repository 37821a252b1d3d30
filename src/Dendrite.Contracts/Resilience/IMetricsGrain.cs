namespace Dendrite.Contracts.Resilience;

/// <summary>
/// The metrics of one service for the whole cluster; its key is the service's name. It merges what silos counted, so that
/// percentiles are true ones. It keeps the last two minutes in memory and nothing on disk.
/// </summary>
[Alias("dendrite.IMetricsGrain")]
public interface IMetricsGrain : IGrainWithStringKey
{
    /// <summary>Takes what a silo counted. A report that was taken before counts once.</summary>
    [Alias("Report")]
    Task ReportAsync(MetricsReport report, CancellationToken cancellationToken = default);

    /// <summary>The metrics now; reading them changes nothing.</summary>
    [Alias("Get")]
    Task<ServiceMetricsView> GetAsync(CancellationToken cancellationToken = default);
}
