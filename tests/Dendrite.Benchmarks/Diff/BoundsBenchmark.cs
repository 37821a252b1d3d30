using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dendrite.Diff;

namespace Dendrite.Benchmarks.Diff;

/// <summary>Arrays of 100,000 items in unpleasant orders: each should take less than a second. The best of five runs counts.</summary>
internal static class BoundsBenchmark
{
    private const int Count = 100_000;

    private static readonly (string Name, string Old, string New)[] Arrays =
    [
        ("reversed", Numbers(Enumerable.Range(0, Count)), Numbers(Enumerable.Range(0, Count).Reverse())),
        ("shuffled", Numbers(Enumerable.Range(0, Count)), Numbers(Enumerable.Range(0, Count).OrderBy(i => i * 7919L % 100_003))),
        ("all equal, half as many", Numbers(Enumerable.Repeat(7, Count)), Numbers(Enumerable.Repeat(7, Count / 2))),
        ("keyed, reversed", Keyed(Enumerable.Range(0, Count)), Keyed(Enumerable.Range(0, Count).Reverse())),
        ("keyed, shuffled", Keyed(Enumerable.Range(0, Count)), Keyed(Enumerable.Range(0, Count).OrderBy(i => i * 7919L % 100_003))),
        ("nothing in common", Keyed(Enumerable.Range(0, Count)), Keyed(Enumerable.Range(Count, Count))),
    ];

    public static int Run(string[] args)
    {
        foreach (var (name, old, next) in Arrays)
            foreach (var format in new[] { DiffFormat.Patch, DiffFormat.List })
            {
                var best = Enumerable.Range(0, 5).Min(_ => Measure(Encoding.UTF8.GetBytes(old), Encoding.UTF8.GetBytes(next), format));
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-24} {format,-6} {best.TotalMilliseconds,8:0} ms"));
            }
        return 0;
    }

    private static TimeSpan Measure(byte[] old, byte[] next, DiffFormat format)
    {
        var start = Stopwatch.GetTimestamp();
        new JsonDiffer().Compute(JsonIndex.Parse(old), JsonIndex.Parse(next), format);
        return Stopwatch.GetElapsedTime(start);
    }

    private static string Numbers(IEnumerable<int> numbers) => $"[{string.Join(',', numbers)}]";

    private static string Keyed(IEnumerable<int> ids) => $"[{string.Join(',', ids.Select(id => $$"""{"id":{{id}},"v":1}"""))}]";
}
