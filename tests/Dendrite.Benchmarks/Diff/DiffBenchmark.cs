using System.Globalization;
using System.Text;
using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Benchmarks.Diff;

/// <summary>
/// <c>diff [--no-peers] [--seconds N]</c>: one table of the differ, the time that <see cref="Utf8JsonReader"/> needs to read both
/// documents, and four npm libraries, from the bytes of two documents to the bytes of the patch.
/// </summary>
internal static class DiffBenchmark
{
    private const string Ours = "dendrite";
    private const string Incremental = "dendrite, old indexed";
    private const string Floor = "Utf8JsonReader";

    public static int Run(string[] args)
    {
        var at = Array.IndexOf(args, "--seconds");
        var time = TimeSpan.FromSeconds(at < 0 ? 1 : double.Parse(args[at + 1], CultureInfo.InvariantCulture));
        var pairs = PollPairs.All;
        var results = pairs.SelectMany(pair => MeasureOurs(pair, time)).ToList();
        if (!args.Contains("--no-peers")) results.AddRange(Peers.Measure(pairs, time));
        Print(pairs, results);
        return 0;
    }

    private static IEnumerable<Measurement> MeasureOurs(PollPair pair, TimeSpan time)
    {
        var old = Encoding.UTF8.GetBytes(pair.Old);
        var next = Encoding.UTF8.GetBytes(pair.New);
        var differ = new JsonDiffer();
        var kept = JsonIndex.Parse(old);
        yield return Measurement.Take(pair.Name, Floor, time, () => Read(old) + Read(next) > 0 ? 0 : 1);
        yield return Measurement.Take(pair.Name, Ours, time, () =>
        {
            var (before, after) = (JsonIndex.Parse(old), JsonIndex.Parse(next));
            var patch = differ.Compute(before, after, DiffFormat.Patch).Utf8.Length;
            before.Release();
            after.Release();
            return patch;
        });
        yield return Measurement.Take(pair.Name, Incremental, time, () =>
        {
            var after = JsonIndex.Parse(next);
            var patch = differ.Compute(kept, after, DiffFormat.Patch).Utf8.Length;
            after.Release();
            return patch;
        });
    }

    private static int Read(byte[] document)
    {
        var reader = new Utf8JsonReader(document);
        var tokens = 0;
        while (reader.Read()) tokens++;
        return tokens;
    }

    private static void Print(IReadOnlyList<PollPair> pairs, List<Measurement> results)
    {
        Console.WriteLine($"{"pair",-16}{"bytes",10}  {"library",-28}{"patch",9}{"% of doc",10}{"median ms",12}{"p95 ms",10}{"allocated",13}{"× ours",9}");
        foreach (var pair in pairs)
        {
            var ours = results.Single(r => r.Pair == pair.Name && r.Library == Ours);
            var bytes = Encoding.UTF8.GetByteCount(pair.New);
            foreach (var r in results.Where(r => r.Pair == pair.Name))
            {
                var share = r.Library == Floor ? "" : (100.0 * r.Bytes / bytes).ToString("0.0", CultureInfo.InvariantCulture);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{r.Pair,-16}{bytes,10}  {r.Library,-28}{(r.Library == Floor ? "" : r.Bytes),9}{share,10}{r.Median,12:0.0000}{r.P95,10:0.0000}{r.Allocated,13}{r.Median / ours.Median,9:0.00}"));
            }
        }
        Console.WriteLine();
        foreach (var library in results.Select(r => r.Library).Distinct())
        {
            var own = results.Where(r => r.Library == library).ToList();
            var ratio = Math.Exp(own.Average(r => Math.Log(r.Median / results.Single(o => o.Pair == r.Pair && o.Library == Ours).Median)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{library}: {ratio:0.00} × the time of {Ours} in the geometric mean of {own.Count} pairs"));
        }
    }
}
