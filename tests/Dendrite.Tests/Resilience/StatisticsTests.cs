namespace Dendrite.Resilience.Statistics;

/// <summary>Row 2.44.</summary>
public sealed class StatisticsTests
{
    private static readonly double[] Hundred = [.. Enumerable.Range(0, 100).Select(i => (double)i).Reverse()];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(50, 50)]
    [InlineData(99, 99)]
    [InlineData(99.5, 99)]
    [InlineData(100, 99)]
    public void Nearest_OfZeroTo99_IsTheElement(double percentile, double expected) => Assert.Equal(expected, Percentile.Nearest(Hundred, percentile));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(50, 49.5)]
    [InlineData(99, 98.01)]
    [InlineData(100, 99)]
    public void Interpolated_OfZeroTo99_LiesBetweenNeighbours(double percentile, double expected) =>
        Assert.Equal(expected, Percentile.Interpolated(Hundred, percentile)!.Value, 9);

    [Fact]
    public void Percentile_OfNothing_IsUnknown()
    {
        Assert.Null(Percentile.Nearest([], 50));
        Assert.Null(Percentile.Interpolated([], 100));
        Assert.Null(Summary.Of([]).Mean);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(100.1)]
    [InlineData(double.NaN)]
    public void Percentile_OutsideItsRange_IsRefused(double percentile)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Nearest([1], percentile));
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Interpolated([1], percentile));
    }

    [Fact]
    public void Percentile_OfOne_IsThatOneAndInputIsUntouched()
    {
        double[] values = [3, 1, 2];
        Percentile.Nearest(values, 50);
        Assert.Equal([3, 1, 2], values);
        Assert.Equal(7, Percentile.Interpolated([7], 33));
    }

    [Fact]
    public void Summary_OfKnownNumbers_IsExact()
    {
        var summary = Summary.Of([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.Equal(5, summary.Mean);
        Assert.Equal(Math.Sqrt(32.0 / 7), summary.StandardDeviation!.Value, 12);
        Assert.Equal((2, 9), (summary.Minimum, summary.Maximum));
        Assert.Null(Summary.Of([1]).StandardDeviation);
    }
}
