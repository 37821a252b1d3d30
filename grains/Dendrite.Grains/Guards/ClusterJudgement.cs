using System.Globalization;
using Dendrite.Contracts.Guards;

namespace Dendrite.Grains.Guards;

/// <summary>Decides, by numbers alone, whether the silos' evidence opens the breaker of the whole cluster.</summary>
/// <remarks>
/// It opens on total volume or on a quorum, and no single silo can bring about either: the total must be bad enough even
/// with any one silo left out, and a quorum is more than half of the silos that have something to say and at least two.
/// Only where one silo is alive does its word suffice.
/// </remarks>
internal static class ClusterJudgement
{
    /// <summary>Why it must open; null while it need not.</summary>
    /// <param name="thresholds">When evidence suffices.</param>
    /// <param name="witnesses">Every silo that is alive, with its evidence.</param>
    /// <param name="oneSuffices">Whether it is certain that there is but one silo.</param>
    public static string? ReasonToOpen(BreakerThresholds thresholds, IReadOnlyCollection<SiloWitness> witnesses, bool oneSuffices)
    {
        var (calls, failures) = (witnesses.Sum(w => w.Calls), witnesses.Sum(w => w.Failures));
        oneSuffices &= witnesses.Count == 1;
        if (calls >= thresholds.MinimumCalls && IsBad(thresholds, calls, failures) && (oneSuffices || StandsWithoutAnyOne(thresholds, witnesses, calls, failures)))
            return string.Create(CultureInfo.InvariantCulture, $"{100.0 * failures / calls:0.#} % of {calls} calls failed, of {witnesses.Count(w => w.Calls > 0)} silos");
        var open = witnesses.Count(w => w.IsOpen);
        var heard = witnesses.Count(w => w.IsOpen || w.Calls > 0);
        return (open >= 2 && 2 * open > heard) || (oneSuffices && open == 1)
            ? string.Create(CultureInfo.InvariantCulture, $"{open} of {heard} silos opened by their own evidence")
            : null;
    }

    private static bool StandsWithoutAnyOne(BreakerThresholds thresholds, IReadOnlyCollection<SiloWitness> witnesses, long calls, long failures)
    {
        foreach (var silo in witnesses)
        {
            // Half of the volume, so that one unlucky call elsewhere does not vouch for a silo with a bad route.
            if (2 * (calls - silo.Calls) < thresholds.MinimumCalls || !IsBad(thresholds, calls - silo.Calls, failures - silo.Failures)) return false;
        }
        return true;
    }

    private static bool IsBad(BreakerThresholds thresholds, long calls, long failures) => failures > 0 && failures >= thresholds.FailureRatio * calls;
}
