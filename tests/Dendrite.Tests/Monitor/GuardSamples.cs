using Dendrite.Contracts.Guards;
using Dendrite.Protocol;

namespace Dendrite.Monitor;

/// <summary>Guards as the cluster might see them.</summary>
internal static class GuardSamples
{
    public static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static GuardReading Of(string name, CircuitState state = CircuitState.Closed, CallCounts? counts = null, bool hasLatency = true) => new(
        new GuardKey(name),
        new BreakerView(
            new GuardKey(name), state, state == CircuitState.Closed ? "" : "too many failed", "", state == CircuitState.Closed ? null : Now.AddSeconds(-3), null, 4,
            [new BreakerChange(4, Now.AddSeconds(-3), CircuitState.Closed, state, "too many failed", "")],
            [new SiloEvidence("s1", Now, state, false, false, 100, 20, 0, 0)],
            new BreakerThresholds(20, 0.5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15))),
        new GuardMetricsView(
            new GuardKey(name), Now, counts ?? new CallCounts(80, 15, 5, 7, 2, 1, 4, 3, 6, 9, 10, 11, 12, 13), TimeSpan.FromSeconds(10), [1, 2, 3], 12.7, 22.3, hasLatency ? 100 : 0,
            hasLatency ? TimeSpan.FromMilliseconds(41.6) : null,
            hasLatency ? [.. new[] { 0, 25, 50, 75, 90, 95, 99, 99.5, 100 }.Select(p => new LatencyPercentile(p, TimeSpan.FromMilliseconds(p + 10)))] : [],
            3, 8, ["s1", "s2"], state == CircuitState.Closed ? null : new GuardError(Now.AddSeconds(-4), DendriteErrorCode.UpstreamStatus, "The backend answered 503.", 503)),
        TimeSpan.FromSeconds(2), 16);
}
