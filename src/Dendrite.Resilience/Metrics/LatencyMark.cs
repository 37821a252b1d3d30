namespace Dendrite.Resilience.Metrics;

/// <summary>What a latency histogram held at one moment.</summary>
internal sealed class LatencyMark
{
    public uint[] Counts { get; } = new uint[HistogramLayout.Count];

    public long SumTicks { get; set; }

    /// <summary>What came between an earlier mark and this one.</summary>
    public HistogramSnapshot Since(LatencyMark earlier)
    {
        var dense = new long[Counts.Length];
        for (var i = 0; i < dense.Length; i++) dense[i] = unchecked(Counts[i] - earlier.Counts[i]);
        return HistogramSnapshot.FromDense(dense, SumTicks - earlier.SumTicks);
    }

    public void CopyTo(LatencyMark other)
    {
        Counts.CopyTo(other.Counts, 0);
        other.SumTicks = SumTicks;
    }
}
