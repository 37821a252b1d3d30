using Dendrite.Benchmarks.Cluster;
using Dendrite.Benchmarks.Diff;
using Dendrite.Benchmarks.Edge;
using Dendrite.Benchmarks.Polling;
using Dendrite.Benchmarks.Resilience;
using Dendrite.Benchmarks.Storage;

namespace Dendrite.Benchmarks;

internal static class Program
{
    private static readonly Dictionary<string, Func<string[], Task<int>>> Suites = new()
    {
        ["diff"] = AtOnce(DiffBenchmark.Run),
        ["diff-bounds"] = AtOnce(BoundsBenchmark.Run),
        ["fanout"] = AtOnce(FanOutBenchmark.Run),
        ["idle"] = AtOnce(IdleBenchmark.Run),
        ["latency"] = LatencyBenchmark.RunAsync,
        ["loss"] = LossBenchmark.RunAsync,
        ["peer"] = PeerServer.RunAsync,
        ["resilience"] = AtOnce(ResilienceSuite.Run),
        ["resources"] = PollingBenchmark.RunAsync,
        ["start"] = AtOnce(StartBenchmark.Run),
        ["state"] = AtOnce(StateBenchmark.Run),
        ["url"] = AtOnce(UrlBenchmark.Run),
    };

    private static async Task<int> Main(string[] args)
    {
        if (args.Length > 0 && Suites.TryGetValue(args[0], out var suite)) return await suite(args[1..]);
        await Console.Error.WriteLineAsync($"Usage: Dendrite.Benchmarks <suite>; suites: {string.Join(", ", Suites.Keys.Where(name => name != "peer"))}");
        return 2;
    }

    private static Func<string[], Task<int>> AtOnce(Func<string[], int> suite) => args => Task.FromResult(suite(args));
}
