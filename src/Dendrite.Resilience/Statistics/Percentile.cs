namespace Dendrite.Resilience.Statistics;

/// <summary>
/// Percentiles of a list of numbers, by element and by interpolation. The input is never changed, and the percentile is
/// given in percent: 0 is the smallest element, 100 the largest, everything outside 0 to 100 (and NaN) is refused.
/// An empty list has no percentile: the answer is <see langword="null"/>, not zero.
/// </summary>
public static class Percentile
{
    /// <summary>
    /// The element at position ⌊n·p/100⌋ of the sorted list, the last one for p = 100: always a value that occurred.
    /// 0 of 0…99 is 0, 50 is 50, 99 and 100 are 99.
    /// </summary>
    /// <param name="values">The numbers, in any order.</param>
    /// <param name="percentile">0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The percentile is below 0, above 100 or not a number.</exception>
    public static double? Nearest(ReadOnlySpan<double> values, double percentile)
    {
        RequirePercentile(percentile);
        if (values.IsEmpty) return null;
        var sorted = Sorted(values);
        return sorted[NearestIndex(sorted.Length, percentile)];
    }

    /// <summary>
    /// The value at position (n−1)·p/100 of the sorted list, on the straight line between its two neighbours
    /// (Hyndman and Fan's definition 7, as R, NumPy and spreadsheets use). 50 of 0…99 is 49.5.
    /// </summary>
    /// <param name="values">The numbers, in any order.</param>
    /// <param name="percentile">0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException">The percentile is below 0, above 100 or not a number.</exception>
    public static double? Interpolated(ReadOnlySpan<double> values, double percentile)
    {
        RequirePercentile(percentile);
        if (values.IsEmpty) return null;
        var sorted = Sorted(values);
        var position = (sorted.Length - 1) * percentile / 100;
        var below = (int)Math.Floor(position);
        if (below == sorted.Length - 1) return sorted[below];
        var share = position - below;
        return share == 0 ? sorted[below] : sorted[below] + share * (sorted[below + 1] - sorted[below]);
    }

    /// <summary>The position that <see cref="Nearest"/> takes in a sorted list of <paramref name="count"/> elements.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The list is empty, or the percentile is outside 0 to 100.</exception>
    public static int NearestIndex(int count, double percentile)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        RequirePercentile(percentile);
        return Math.Min((int)(count * percentile / 100), count - 1);
    }

    private static double[] Sorted(ReadOnlySpan<double> values)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    private static void RequirePercentile(double percentile)
    {
        if (percentile is >= 0 and <= 100) return;
        throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "A percentile lies between 0 and 100.");
    }
}
