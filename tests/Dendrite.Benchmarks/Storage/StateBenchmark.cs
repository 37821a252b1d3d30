using System.Diagnostics;
using System.Globalization;
using Dendrite.Hosting.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Orleans.Storage;

namespace Dendrite.Benchmarks.Storage;

/// <summary>Acknowledged writes of 500 bytes a second, by grains that each write again when their last write is kept.</summary>
internal static class StateBenchmark
{
    private const int Rounds = 5;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    public static int Run(string[] args)
    {
        var folder = args.Length > 0 ? args[0] : Path.GetTempPath();
        Console.WriteLine($"{Environment.ProcessorCount} cores, .NET {Environment.Version}, {folder}; median of {Rounds} rounds of {Round.TotalSeconds} s");
        Console.WriteLine($"{"durability",-12} {"writers",8} {"writes/s",10} {"ms each",10}");
        foreach (var durability in Enum.GetValues<StateDurability>())
            foreach (var writers in new[] { 1, 100, 1000 })
            {
                var rate = MeasureAsync(folder, durability, writers).GetAwaiter().GetResult();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{durability,-12} {writers,8} {rate,10:0} {writers * 1000 / rate,10:0.000}"));
            }
        return 0;
    }

    private static async Task<double> MeasureAsync(string folder, StateDurability durability, int writers)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var path = Path.Combine(folder, $"dendrite-benchmark-{Environment.ProcessId}.db");
        try
        {
            using var file = new StateFile(path, durability, NullLogger.Instance);
            var storage = new StateFileGrainStorage(file, new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()), TimeProvider.System);
            var states = Enumerable.Range(0, writers).Select(_ => new GrainState<byte[]> { State = new byte[500] }).ToArray();
            var rates = new List<double>();
            for (var round = 0; round <= Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                var counts = await Task.WhenAll(states.Select((state, n) => Task.Run(() => WriteAsync(storage, state, n, watch))));
                // The first warms up.
                if (round > 0) rates.Add(counts.Sum() / watch.Elapsed.TotalSeconds);
            }
            return rates.Order().ElementAt(Rounds / 2);
        }
        finally
        {
            foreach (var ending in new[] { "", "-wal", "-shm" }) File.Delete(path + ending);
        }
    }

    private static async Task<int> WriteAsync(StateFileGrainStorage storage, GrainState<byte[]> state, int n, Stopwatch watch)
    {
        var grain = GrainId.Create("benchmark", n.ToString(CultureInfo.InvariantCulture));
        var count = 0;
        for (; watch.Elapsed < Round; count++) await storage.WriteStateAsync("state", grain, state);
        return count;
    }
}
