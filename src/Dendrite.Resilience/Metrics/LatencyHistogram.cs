namespace Dendrite.Resilience.Metrics;

/// <summary>
/// Counts durations from any thread, without locks and without allocating. It only ever grows; a window or a batch is
/// the difference between two moments, so no duration is lost between two readers.
/// </summary>
public sealed class LatencyHistogram
{
    private readonly uint[] _counts = new uint[HistogramLayout.Count];
    private long _sumTicks;

    /// <summary>Counts one duration; a negative one counts as zero, one above 30 hours as 30 hours.</summary>
    public void Record(TimeSpan duration) => Record(duration.Ticks);

    /// <summary>Everything counted so far.</summary>
    public HistogramSnapshot Snapshot() => Since(new LatencyMark());

    /// <summary>What was counted since the mark was taken. Counts are taken modulo 2³², so a long life does no harm.</summary>
    internal HistogramSnapshot Since(LatencyMark earlier)
    {
        var now = new LatencyMark();
        CopyTo(now);
        return now.Since(earlier);
    }

    internal void Record(long ticks)
    {
        ticks = Math.Clamp(ticks, 0, HistogramLayout.HighestTicks);
        Interlocked.Increment(ref _counts[HistogramLayout.IndexOf(ticks)]);
        Interlocked.Add(ref _sumTicks, ticks);
    }

    /// <summary>Remembers what is counted now. The sum is read first, so it never holds more than the counts do.</summary>
    internal void CopyTo(LatencyMark mark)
    {
        mark.SumTicks = Interlocked.Read(ref _sumTicks);
        _counts.CopyTo(mark.Counts, 0);
    }
}
