using System.Diagnostics;

namespace Dendrite.Benchmarks.Diff;

/// <summary>What one library needed for one pair: times in milliseconds, sizes in bytes.</summary>
internal sealed record Measurement(string Pair, string Library, int Bytes, double Median, double P95, long Allocated)
{
    /// <summary>False where the library failed, ran out of memory or took longer than two minutes.</summary>
    public bool IsFinished => Bytes >= 0;

    public static Measurement Unfinished(string pair, string library) => new(pair, library, -1, double.NaN, double.NaN, 0);

    /// <summary>Warms the work up, then times it one run after another.</summary>
    public static Measurement Take(string pair, string library, TimeSpan time, Func<int> work)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = 0;
        while (Stopwatch.GetElapsedTime(start) < time / 2 || runs++ < 50) work();
        GC.Collect();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bytes = work();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var times = new List<double>();
        start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time || times.Count < 20)
        {
            var begin = Stopwatch.GetTimestamp();
            work();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        times.Sort();
        return new(pair, library, bytes, times[times.Count / 2], times[times.Count * 95 / 100], allocated);
    }
}
