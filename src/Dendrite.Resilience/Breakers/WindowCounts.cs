namespace Dendrite.Resilience.Breakers;

/// <summary>What a rolling window of a breaker holds.</summary>
/// <param name="Calls">Calls that were judged.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="Slow">Those that were slow.</param>
public readonly record struct WindowCounts(long Calls, long Failures, long Slow)
{
    /// <summary>Failed calls in percent; 0 without calls.</summary>
    public double FailurePercentage => Calls == 0 ? 0 : 100.0 * Failures / Calls;

    /// <summary>Slow calls in percent; 0 without calls.</summary>
    public double SlowPercentage => Calls == 0 ? 0 : 100.0 * Slow / Calls;

    /// <summary>The difference, member by member; the later one comes first.</summary>
    public static WindowCounts operator -(WindowCounts later, WindowCounts earlier) => later.Subtract(earlier);

    /// <summary>The difference, member by member.</summary>
    public WindowCounts Subtract(WindowCounts earlier) => new(Calls - earlier.Calls, Failures - earlier.Failures, Slow - earlier.Slow);
}
