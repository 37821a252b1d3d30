using Dendrite.Protocol;

namespace Dendrite.Contracts.Guards;

/// <summary>Reads and commands the guards of the deployment. Reading changes nothing.</summary>
public interface IGuards
{
    /// <summary>Every guard, in the order of their keys.</summary>
    Task<IReadOnlyList<GuardReading>> ReadAllAsync(CancellationToken cancellationToken = default);

    /// <summary>One guard.</summary>
    /// <exception cref="InvalidRequestException">There is no such guard.</exception>
    Task<GuardReading> ReadAsync(GuardKey guard, CancellationToken cancellationToken = default);

    /// <summary>Does what an operator wants with a breaker, and gives what it is then.</summary>
    /// <exception cref="InvalidRequestException">There is no such guard, or nobody says so.</exception>
    Task<BreakerView> CommandAsync(GuardKey guard, BreakerCommand command, string reason, string by, CancellationToken cancellationToken = default);
}

/// <summary>One guard as the whole cluster sees it at one moment.</summary>
/// <param name="Key">Which one.</param>
/// <param name="Breaker">Its breaker.</param>
/// <param name="Metrics">Its metrics.</param>
/// <param name="TimeLimit">The time that one call may take.</param>
/// <param name="MaxConcurrency">The most calls in flight at once, in each silo.</param>
[GenerateSerializer, Immutable, Alias("dendrite.GuardReading")]
public sealed record GuardReading(
    [property: Id(0)] GuardKey Key,
    [property: Id(1)] BreakerView Breaker,
    [property: Id(2)] GuardMetricsView Metrics,
    [property: Id(3)] TimeSpan TimeLimit,
    [property: Id(4)] int MaxConcurrency)
{
    /// <summary>The key as text.</summary>
    public string Name => Key.ToString();

    /// <summary>The state of the breaker.</summary>
    public CircuitState State => Breaker.State;

    /// <summary>Failed calls per second within the last 10 s.</summary>
    public double ErrorsPerSecond => Metrics.CountsCover <= TimeSpan.Zero ? 0 : Metrics.Counts.Errors / Metrics.CountsCover.TotalSeconds;
}
