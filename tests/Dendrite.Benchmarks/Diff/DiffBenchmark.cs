using System.Globalization;
using System.Text;
using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Benchmarks.Diff;

/// <summary>
/// <c>diff [--no-peers] [--without LIBRARY] [--seconds N]</c>: one table of the differ, the time that <see cref="Utf8JsonReader"/> needs to read both
/// documents, and four npm libraries, from the bytes of two documents to the bytes of the patch.
/// </summary>
internal static class DiffBenchmark
{
    private const string Ours = "dendrite";
    private const string Incremental = "dendrite, old indexed";
    private const string Floor = "Utf8JsonReader";

    public static int Run(string[] args)
    {
        var time = TimeSpan.FromSeconds(double.Parse(ValueOf(args, "--seconds") ?? "1", CultureInfo.InvariantCulture));
        var pairs = PollPairs.All;
        // Once for the compiler, once for the figures.
        foreach (var pair in pairs) _ = MeasureOurs(pair, time / 5).Count();
        var withPeers = !args.Contains("--no-peers");
        if (withPeers) Peers.Prepare(pairs);
        // Pair by pair, so that all meet the machine in the same state.
        var results = pairs.SelectMany(pair => MeasureOurs(pair, time).Concat(withPeers ? Peers.Measure(pair, time, ValueOf(args, "--without")) : [])).ToList();
        Print(pairs, results);
        return 0;
    }

    private static string? ValueOf(string[] args, string option) => args.SkipWhile(a => a != option).ElementAtOrDefault(1);

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
        Console.WriteLine($"{"pair",-16}{"bytes",9}  {"library",-24}{"patch",9}{"% of doc",10}{"median ms",12}{"p95 ms",12}{"allocated",12}{"× ours",10}");
        foreach (var pair in pairs)
        {
            var ours = results.Single(r => r.Pair == pair.Name && r.Library == Ours);
            foreach (var r in results.Where(r => r.Pair == pair.Name)) Console.WriteLine(Row(r, ours, Encoding.UTF8.GetByteCount(pair.New)));
        }
        Console.WriteLine();
        foreach (var library in results.Select(r => r.Library).Distinct().Where(l => l != Ours)) Console.WriteLine(Summary(library, results));
    }

    private static string Row(Measurement r, Measurement ours, int bytes)
    {
        var start = $"{r.Pair,-16}{bytes,9}  {r.Library,-24}";
        if (!r.IsFinished) return start + "   out of memory, or more than two minutes";
        var patch = r.Library == Floor ? ("", "") : (r.Bytes.ToString(CultureInfo.InvariantCulture), (100.0 * r.Bytes / bytes).ToString("0.0", CultureInfo.InvariantCulture));
        return start + string.Create(CultureInfo.InvariantCulture,
            $"{patch.Item1,9}{patch.Item2,10}{r.Median,12:0.0000}{r.P95,12:0.0000}{r.Allocated,12}{r.Median / ours.Median,10:0.00}");
    }

    private static string Summary(string library, List<Measurement> results)
    {
        var compared = results.Where(r => r.Library == library && r.IsFinished)
            .Select(r => (Theirs: r, Ours: results.Single(o => o.Pair == r.Pair && o.Library == Ours)))
            .Select(c => (Ratio: c.Theirs.Median / c.Ours.Median, Larger: c.Ours.Bytes > c.Theirs.Bytes))
            .ToList();
        var mean = Math.Exp(compared.Average(c => Math.Log(c.Ratio)));
        var line = $"{library}: {mean:0.00} × our time in the geometric mean of {compared.Count} pairs, {compared.Min(c => c.Ratio):0.00} to {compared.Max(c => c.Ratio):0.00}";
        return library == Floor ? line : $"{line}; our patch is larger on {compared.Count(c => c.Larger)}";
    }
}
