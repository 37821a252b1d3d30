using Dendrite.Protocol;

namespace Dendrite.Contracts.Guards;

/// <summary>
/// The breaker of one guard for the whole cluster; its key is the guard's name, which is the backend's. Silos report
/// what they saw and are told what to do; between reports they decide by what they know. Every decision is stored before
/// anybody hears of it.
/// </summary>
[Alias("dendrite.IBreakerGrain")]
public interface IBreakerGrain : IGrainWithStringKey
{
    /// <summary>Takes a silo's evidence and tells it what to do. A report that was taken before is answered and counted once.</summary>
    [Alias("Report")]
    Task<BreakerAnswer> ReportAsync(BreakerReport report, CancellationToken cancellationToken = default);

    /// <summary>What the breaker is doing and why; reading it changes nothing.</summary>
    [Alias("Get")]
    Task<BreakerView> GetAsync(CancellationToken cancellationToken = default);

    /// <summary>Does what an operator says, and records who and why.</summary>
    /// <param name="command">What to do.</param>
    /// <param name="reason">Why; shown in errors and kept in the history. At most 500 characters are kept.</param>
    /// <param name="by">Who says so; not empty. At most 100 characters are kept.</param>
    /// <param name="cancellationToken">Gives the waiting up; the command may be done nevertheless.</param>
    /// <exception cref="InvalidRequestException">The command is unknown or nobody says so.</exception>
    [Alias("Command")]
    Task<BreakerView> CommandAsync(BreakerCommand command, string reason, string by, CancellationToken cancellationToken = default);
}
