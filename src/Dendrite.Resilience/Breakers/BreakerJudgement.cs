using System.Globalization;

namespace Dendrite.Resilience.Breakers;

/// <summary>Decides, by numbers alone, when a breaker opens and what its probes mean.</summary>
internal static class BreakerJudgement
{
    /// <summary>Why a closed breaker must open, or null while it need not.</summary>
    public static string? ReasonToOpen(BreakerOptions options, WindowCounts window, int consecutiveFailures)
    {
        if (consecutiveFailures >= options.ConsecutiveFailureThreshold)
            return string.Create(CultureInfo.InvariantCulture, $"{consecutiveFailures} failures in a row");
        if (window.Calls < options.RequestVolumeThreshold) return null;
        if (window.FailurePercentage >= options.ErrorThresholdPercentage)
            return string.Create(CultureInfo.InvariantCulture, $"{window.FailurePercentage:0.#} % of {window.Calls} calls failed");
        if (options.SlowCallDuration is not null && window.SlowPercentage >= options.SlowCallThresholdPercentage)
            return string.Create(CultureInfo.InvariantCulture, $"{window.SlowPercentage:0.#} % of {window.Calls} calls were slow");
        return null;
    }

    /// <summary>What a half-open period has come to: true closes, false opens, null waits for more probes.</summary>
    /// <param name="options">The thresholds.</param>
    /// <param name="permits">How many probes the period lets through in all.</param>
    /// <param name="results">What the finished ones came to.</param>
    public static bool? HalfOpenVerdict(BreakerOptions options, int permits, WindowCounts results)
    {
        // A probe that has yet to report can only add a success or a failure, so the verdict is certain as soon as
        // the failures suffice, or would not suffice though all the rest failed.
        if (100.0 * results.Failures / permits >= options.ErrorThresholdPercentage) return false;
        var slowMatters = options.SlowCallDuration is not null;
        if (slowMatters && 100.0 * results.Slow / permits >= options.SlowCallThresholdPercentage) return false;
        var missing = permits - results.Calls;
        var couldStillFail = 100.0 * (results.Failures + missing) / permits >= options.ErrorThresholdPercentage;
        var couldStillBeSlow = slowMatters && 100.0 * (results.Slow + missing) / permits >= options.SlowCallThresholdPercentage;
        return couldStillFail || couldStillBeSlow ? null : true;
    }
}
