using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace Dendrite.Benchmarks.Engine;

/// <summary>The rows of the design for the engine, beside what Orleans 10.4 did on 2 cores. The same code runs on both engines.</summary>
internal static class EngineBenchmark
{
    private const int Rounds = 5;
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    public static int Run(string[] args)
    {
        RunAsync().GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync()
    {
        var engine = typeof(Grain).Assembly.GetName().Name;
        Console.WriteLine($"engine {engine}, {Environment.ProcessorCount} cores, .NET {Environment.Version}; best of {Rounds} rounds of {Slice.TotalSeconds} s, median in brackets");
        Console.WriteLine($"{"what",-52} {"here",18} {"target",10} {"Orleans 10.4",14}");

        var first = Stopwatch.StartNew();
        using (await StartAsync()) Print("silo start, first in the process, ms", first.Elapsed.TotalMilliseconds, "100", "850 process");
        Print("silo start, ms", await BestAsync(async () =>
        {
            var watch = Stopwatch.StartNew();
            using (await StartAsync()) return watch.Elapsed.TotalMilliseconds;
        }, smallest: true), "100", "");

        using var host = await StartAsync();
        var client = host.Services.GetRequiredService<IClusterClient>();
        Print("calls, one caller, million/s", await BestAsync(() => CallsAsync(client, callers: 1, grains: 1, static (g, _) => g.PingAsync())), "2.2", "0.45");
        Print("calls with a result, one caller, million/s", await BestAsync(() => CallsAsync(client, callers: 1, grains: 1, static (g, i) => g.EchoAsync(i).AsTask())), "", "");
        Print("calls, 100 callers over 1,000 grains, million/s", await BestAsync(() => CallsAsync(client, callers: 100, grains: 1000, static (g, _) => g.PingAsync())), "5.5", "1.15");
        Print("calls that await, 100 callers, 1,000 grains, million/s", await BestAsync(() => CallsAsync(client, callers: 100, grains: 1000, static (g, _) => g.YieldAsync())), "", "");
        Print("bytes allocated by a call", await AllocationAsync(client), "0", "");
        Print("bytes of a grain at rest", await AtRestAsync(client), "1024", "");
        var (deliveries, latency) = await StreamsAsync(client);
        Print("stream deliveries to 100 subscribers, million/s", deliveries, "4", "0.22 to 1.45");
        Print("latency on an idle stream, median ms", latency, "0.1", "10 to 71");
        await host.StopAsync();
    }

    private static async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryStreams("bench").AddMemoryGrainStorage("PubSubStore"));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<double> CallsAsync(IGrainFactory factory, int callers, int grains, Func<IPingGrain, int, Task> call)
    {
        var targets = Enumerable.Range(0, grains).Select(i => factory.GetGrain<IPingGrain>(i)).ToArray();
        foreach (var target in targets) await target.PingAsync();
        var counts = new long[callers * 16];
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var count = 0;
            for (var i = caller * 7; watch.Elapsed < Slice; i++)
            {
                for (var n = 0; n < 100; n++, count++) await call(targets[(i + n) % grains], n);
            }
            counts[caller * 16] = count;
        })));
        return counts.Sum() / watch.Elapsed.TotalSeconds / 1e6;
    }

    /// <summary>By all threads, for the caller may go on on another one after each call.</summary>
    private static async Task<double> AllocationAsync(IGrainFactory factory)
    {
        var grain = factory.GetGrain<IPingGrain>(1);
        for (var i = 0; i < 10_000; i++) await grain.PingAsync();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < 100_000; i++) await grain.PingAsync();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / 100_000;
    }

    private static async Task<double> AtRestAsync(IGrainFactory factory)
    {
        const int Count = 20_000;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Count; i++) await factory.GetGrain<IPingGrain>(1_000_000 + i).PingAsync();
        return (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
    }

    private static async Task<(double Deliveries, double Latency)> StreamsAsync(IClusterClient client)
    {
        var stream = client.GetStreamProvider("bench").GetStream<string>("bench", "all");
        var listeners = Enumerable.Range(0, 100).Select(i => client.GetGrain<IPingGrain>(10_000_000 + i)).ToArray();
        foreach (var listener in listeners) await listener.ListenAsync();
        var deliveries = await BestAsync(async () =>
        {
            var (before, published, first) = (await HeardAsync(listeners), 0L, await listeners[0].HeardAsync());
            var watch = Stopwatch.StartNew();
            while (watch.Elapsed < Slice)
            {
                for (var i = 0; i < 100; i++, published++) await stream.OnNextAsync("event");
                // A memory stream of Orleans refuses events when 16,384 wait in its queue.
                while (published - (await listeners[0].HeardAsync() - first) > 4_000) await Task.Delay(1);
            }
            return (await HeardAsync(listeners) - before) / watch.Elapsed.TotalSeconds / 1e6;
        });

        var idle = client.GetStreamProvider("bench").GetStream<string>("bench", "idle");
        long arrived = 0;
        using var signal = new SemaphoreSlim(0);
        await idle.SubscribeAsync((_, _) =>
        {
            arrived = Stopwatch.GetTimestamp();
            signal.Release();
            return Task.CompletedTask;
        });
        var latencies = new List<double>();
        for (var i = 0; i < 100; i++)
        {
            await Task.Delay(10);
            var sent = Stopwatch.GetTimestamp();
            await idle.OnNextAsync("event");
            await signal.WaitAsync();
            latencies.Add(Stopwatch.GetElapsedTime(sent, arrived).TotalMilliseconds);
        }
        latencies.Sort();
        return (deliveries, latencies[latencies.Count / 2]);
    }

    private static async Task<long> HeardAsync(IPingGrain[] listeners)
    {
        long sum = 0;
        foreach (var listener in listeners) sum += await listener.HeardAsync();
        return sum;
    }

    private static async Task<Figures> BestAsync(Func<Task<double>> measure, bool smallest = false)
    {
        var values = new List<double>();
        for (var i = 0; i < Rounds; i++) values.Add(await measure());
        values.Sort();
        return new Figures(smallest ? values[0] : values[^1], values[Rounds / 2]);
    }

    private static void Print(string what, Figures here, string target, string orleans) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-52} {$"{here.Best:0.###} ({here.Median:0.###})",18} {target,10} {orleans,14}"));

    private static void Print(string what, double here, string target, string orleans) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-52} {here,18:0.####} {target,10} {orleans,14}"));

    private readonly record struct Figures(double Best, double Median)
    {
        public static implicit operator double(Figures figures) => figures.Best;
    }
}
