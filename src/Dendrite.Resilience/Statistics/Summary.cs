namespace Dendrite.Resilience.Statistics;

/// <summary>Mean, spread and extremes of a list of numbers; every member is <see langword="null"/> where the list is too short to say.</summary>
/// <param name="Count">How many numbers there were.</param>
/// <param name="Mean">Their arithmetic mean; null for none.</param>
/// <param name="StandardDeviation">The sample standard deviation (divided by n−1); null for fewer than two.</param>
/// <param name="Minimum">The smallest; null for none.</param>
/// <param name="Maximum">The largest; null for none.</param>
public sealed record Summary(int Count, double? Mean, double? StandardDeviation, double? Minimum, double? Maximum)
{
    /// <summary>Reads the numbers once, by Welford's method, so that large values of small spread keep their digits.</summary>
    public static Summary Of(ReadOnlySpan<double> values)
    {
        if (values.IsEmpty) return new(0, null, null, null, null);
        double mean = 0, squares = 0, minimum = values[0], maximum = values[0];
        for (var i = 0; i < values.Length; i++)
        {
            var fromOld = values[i] - mean;
            mean += fromOld / (i + 1);
            squares += fromOld * (values[i] - mean);
            minimum = Math.Min(minimum, values[i]);
            maximum = Math.Max(maximum, values[i]);
        }
        double? deviation = values.Length < 2 ? null : Math.Sqrt(squares / (values.Length - 1));
        return new(values.Length, mean, deviation, minimum, maximum);
    }
}
