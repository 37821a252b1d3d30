using Dendrite.Benchmarks.Cluster;
using Dendrite.Benchmarks.Diff;
using Dendrite.Benchmarks.Edge;
using Dendrite.Benchmarks.Polling;
using Dendrite.Benchmarks.Resilience;
using Dendrite.Benchmarks.Storage;

namespace Dendrite.Benchmarks;

internal static class Program
{
    private static readonly Dictionary<string, Func<string[], int>> Suites = new()
    {
        ["diff"] = DiffBenchmark.Run,
        ["diff-bounds"] = BoundsBenchmark.Run,
        ["fanout"] = FanOutBenchmark.Run,
        ["idle"] = IdleBenchmark.Run,
        ["latency"] = LatencyBenchmark.Run,
        ["loss"] = LossBenchmark.Run,
        ["peer"] = PeerServer.Run,
        ["resilience"] = ResilienceSuite.Run,
        ["resources"] = PollingBenchmark.Run,
        ["start"] = StartBenchmark.Run,
        ["state"] = StateBenchmark.Run,
        ["url"] = UrlBenchmark.Run,
    };

    private static int Main(string[] args)
    {
        if (args.Length > 0 && Suites.TryGetValue(args[0], out var suite)) return suite(args[1..]);
        Console.Error.WriteLine($"Usage: Dendrite.Benchmarks <suite>; suites: {string.Join(", ", Suites.Keys.Where(name => name != "peer"))}");
        return 2;
    }
}
