using System.Numerics;

namespace Dendrite.Resilience.Metrics;

/// <summary>
/// Where a duration is counted: log-linear buckets, 32 to each doubling, in units of 100 ns. Durations below 6.4 µs have
/// a bucket of their own; above, a bucket is at most 1/32 of its value wide, so its middle is at most 1/64 (1.6 %) off.
/// The layout never changes, which is what makes any two histograms mergeable.
/// </summary>
internal static class HistogramLayout
{
    private const int SubBucketBits = 5;
    private const int HighestBit = 39;

    /// <summary>The number of buckets.</summary>
    public const int Count = ((HighestBit - SubBucketBits + 1) << SubBucketBits) + (1 << SubBucketBits);

    /// <summary>The longest duration told apart, in ticks of 100 ns (about 30 hours); longer ones count as this.</summary>
    public const long HighestTicks = (1L << (HighestBit + 1)) - 1;

    /// <summary>The bucket of a duration in ticks of 100 ns; negative ones count as zero.</summary>
    public static int IndexOf(long ticks)
    {
        if ((ulong)ticks < 1 << (SubBucketBits + 1)) return (int)ticks;
        if (ticks < 0) return 0;
        if (ticks > HighestTicks) ticks = HighestTicks;
        var shift = BitOperations.Log2((ulong)ticks) - SubBucketBits;
        return (shift << SubBucketBits) + (int)(ticks >> shift);
    }

    /// <summary>The middle of a bucket, in ticks of 100 ns.</summary>
    public static long MiddleOf(int index)
    {
        if (index < 1 << (SubBucketBits + 1)) return index;
        var shift = (index >> SubBucketBits) - 1;
        var lowest = (long)((index & ((1 << SubBucketBits) - 1)) + (1 << SubBucketBits)) << shift;
        return lowest + ((1L << shift) - 1) / 2;
    }
}
