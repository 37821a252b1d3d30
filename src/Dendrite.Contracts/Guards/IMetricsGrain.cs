namespace Dendrite.Contracts.Guards;

/// <summary>
/// The metrics of one guard for the whole cluster; its key is the guard's name. It merges what silos counted, so that
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
    Task<GuardMetricsView> GetAsync(CancellationToken cancellationToken = default);
}
