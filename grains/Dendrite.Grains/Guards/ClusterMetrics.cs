using Dendrite.Contracts.Guards;
using Dendrite.Protocol;
using Dendrite.Resilience.Metrics;

namespace Dendrite.Grains.Guards;

/// <summary>
/// The silos' counts of one guard as one: outcomes of each of the last 120 seconds, latencies of the last 60. What
/// arrives is counted in the second in which it arrives. It holds numbers only: no timer, no clock.
/// </summary>
internal sealed class ClusterMetrics(DateTimeOffset startedAt)
{
    private const int TrafficSeconds = 120;
    private const int CounterSeconds = 10;
    private const int LatencySlots = 6;
    private const int SecondsPerLatencySlot = 10;
    private const int MostSilos = 1000;

    private static readonly double[] Percents = [0, 25, 50, 75, 90, 95, 99, 99.5, 100];

    private readonly (long Second, OutcomeCounts Counts)[] _seconds = new (long, OutcomeCounts)[TrafficSeconds];
    private readonly (long Slot, HistogramSnapshot Latency)[] _latencies = new (long, HistogramSnapshot)[LatencySlots];
    private readonly Dictionary<string, Present> _silos = new(StringComparer.Ordinal);
    private GuardError? _lastError;

    /// <summary>Takes what a silo counted; a report that was taken before counts once.</summary>
    /// <exception cref="ArgumentException">The report holds what nobody can have counted; nothing of it was taken.</exception>
    public void Take(MetricsReport report, DateTimeOffset now)
    {
        var (counts, latency) = (report.Counts.ToLibrary(), report.Latency.ToLibrary());
        foreach (var gone in _silos.Where(s => now - s.Value.At > ClusterBreaker.Presence * 10).Select(s => s.Key).ToArray()) _silos.Remove(gone);
        var known = _silos.TryGetValue(report.Silo, out var silo);
        if ((known && report.Sequence <= silo.Sequence) || (!known && _silos.Count >= MostSilos)) return;
        _silos[report.Silo] = new Present(now, report.Sequence, report.InFlight, report.MaxInFlight);
        if (report.LastError is { } error && (_lastError is null || error.At > _lastError.At)) _lastError = error;

        var second = now.ToUnixTimeSeconds();
        ref var slot = ref _seconds[second % TrafficSeconds];
        slot = (second, slot.Counts is { } before && slot.Second == second ? before + counts : counts);
        var ten = second / SecondsPerLatencySlot;
        ref var bucket = ref _latencies[ten % LatencySlots];
        bucket = (ten, bucket.Latency is { } merged && bucket.Slot == ten ? merged.Merge(latency) : latency);
    }

    public GuardMetricsView Read(GuardKey guard, DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        var counts = OutcomeCounts.Zero;
        for (var i = 0; i < CounterSeconds; i++) counts += CountsOf(second - i);
        var latency = HistogramSnapshot.Empty;
        foreach (var (slot, part) in _latencies)
            if (part is not null && slot > second / SecondsPerLatencySlot - LatencySlots) latency = latency.Merge(part);
        var cover = now - DateTimeOffset.FromUnixTimeSeconds(second - CounterSeconds + 1);
        if (now - startedAt < cover) cover = now - startedAt;
        var present = _silos.Where(s => now - s.Value.At <= ClusterBreaker.Presence).OrderBy(s => s.Key, StringComparer.Ordinal).ToArray();
        return new GuardMetricsView(
            guard, now, counts.ToContract(), cover,
            [.. Enumerable.Range(0, TrafficSeconds).Select(i => CountsOf(second - TrafficSeconds + 1 + i).Requests)],
            cover > TimeSpan.Zero ? counts.Requests / cover.TotalSeconds : 0, counts.ErrorPercentage,
            latency.Count, latency.Mean, latency.Count == 0 ? [] : [.. Percents.Select(p => new LatencyPercentile(p, latency.Percentile(p)!.Value))],
            present.Sum(s => s.Value.InFlight), present.Sum(s => s.Value.MaxInFlight), [.. present.Select(s => s.Key)], _lastError);
    }

    private OutcomeCounts CountsOf(long second)
    {
        var slot = _seconds[second % TrafficSeconds];
        return slot.Second == second && slot.Counts is { } counts ? counts : OutcomeCounts.Zero;
    }

    private readonly record struct Present(DateTimeOffset At, long Sequence, int InFlight, int MaxInFlight);
}
