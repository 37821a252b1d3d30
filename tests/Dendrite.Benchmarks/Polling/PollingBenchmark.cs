using System.Diagnostics;
using System.Globalization;
using Dendrite.Benchmarks.Edge;

namespace Dendrite.Benchmarks.Polling;

/// <summary>
/// What polling costs: resources polled once a second, three of four answers 304, in a process without edges, and beside it a loop of HttpClient
/// calls that does the same. The backend is a process of its own and not counted.
/// </summary>
internal static class PollingBenchmark
{
    /// <summary>How often each resource is polled before anything is measured: until then code is compiled and connections are made.</summary>
    private const int WarmUp = 5;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    /// <param name="args"><c>--seconds</c>: how long each is measured; <c>--most</c>: the largest number of resources.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        await RunAsync(TimeSpan.FromSeconds(Arguments.Number(args, "--seconds", 15)), Arguments.Number(args, "--most", 10_000));
        return 0;
    }

    private static async Task RunAsync(TimeSpan length, int most)
    {
        Console.WriteLine($"polled once a second, {length.TotalSeconds} s each, documents of {VersionedBackend.DocumentBytes} bytes, {Environment.ProcessorCount} cores, .NET {Environment.Version}");
        Console.WriteLine($"{"resources",-10} {"",-28} {"polls/s",9} {"304",6} {"of a core",10} {"idle",7} {"CPU µs a poll",14}");
        using var backend = ServerProcess.StartPeer(VersionedBackend.Name);
        foreach (var count in new[] { 100, 1000, 10_000 }.Where(count => count <= most))
        {
            var dendrite = await MeasureAsync(PollingWorkers.Dendrite, backend, count, length);
            var loop = await MeasureAsync(PollingWorkers.Loop, backend, count, length);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-10} {"  dendrite / loop (at most 1.6)",-66} {dendrite / loop,14:0.00}"));
        }
        await MeasureMemoryAsync(backend, most);
    }

    /// <returns>Microseconds of processor time a poll, less what the process takes of a core while it polls nothing.</returns>
    private static async Task<double> MeasureAsync(string name, ServerProcess backend, int count, TimeSpan length)
    {
        using var worker = ServerProcess.StartPeer(name, new Uri(backend.Url, "moving/").AbsoluteUri);
        using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
        await Task.Delay(Idle);
        var (cpu, watch) = (worker.ProcessorTime, Stopwatch.StartNew());
        await Task.Delay(Idle);
        var idle = (worker.ProcessorTime - cpu) / watch.Elapsed;
        await AskAsync(http, backend, worker, $"listen/{count}", count * WarmUp);
        var before = await CountsAsync(http, backend);
        (cpu, watch) = (worker.ProcessorTime, Stopwatch.StartNew());
        await Task.Delay(length);
        var (load, seconds) = ((worker.ProcessorTime - cpu) / watch.Elapsed, watch.Elapsed.TotalSeconds);
        var after = await CountsAsync(http, backend);
        var (full, notModified) = (after.Full - before.Full, after.NotModified - before.NotModified);
        var rate = (full + notModified) / seconds;
        var micros = (load - idle) / rate * 1_000_000;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{count,-10} {name,-28} {rate,9:0} {(double)notModified / (full + notModified),6:0%} {load,10:0.0%} {idle,7:0.0%} {micros,14:0.0}"));
        return micros;
    }

    /// <summary>What a resource takes whose document does not change: once it is listened to, and where it was only fetched.</summary>
    private static async Task MeasureMemoryAsync(ServerProcess backend, int count)
    {
        Console.WriteLine($"{"quiet",-10} {"",-28} {"heap, B a resource",20} {"less its document",18} {"at most",8} {"resident, B",12}");
        foreach (var (worker, ask, what) in new[]
        {
            (PollingWorkers.Dendrite, "listen", "dendrite, listened to"), (PollingWorkers.Dendrite, "fetch", "dendrite, fetched once"), (PollingWorkers.Loop, "listen", PollingWorkers.Loop),
        })
        {
            using var process = ServerProcess.StartPeer(worker, new Uri(backend.Url, "quiet/").AbsoluteUri);
            using var http = new HttpClient { Timeout = TimeSpan.FromMinutes(2) };
            await AskAsync(http, backend, process, $"{ask}/100", 100);
            var (heap, resident) = (await HeapAsync(http, process), process.ResidentKilobytes);
            // Another hundred are the first hundred again, each with a second listener.
            await AskAsync(http, backend, process, $"{ask}/{count}", count - 100);
            var bytes = (await HeapAsync(http, process) - heap) / (count - 100.0);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{count,-10} {what,-28} {bytes,20:0} {bytes - VersionedBackend.DocumentBytes,18:0} {"8192",8} {(process.ResidentKilobytes - resident) * 1024 / (count - 100.0),12:0}"));
        }
    }

    /// <summary>Asks a worker for something, and waits until the backend has had so many questions and a while more.</summary>
    private static async Task AskAsync(HttpClient http, ServerProcess backend, ServerProcess worker, string what, int polls)
    {
        var before = await CountsAsync(http, backend);
        var watch = Stopwatch.StartNew();
        (await http.PostAsync(new Uri(worker.Url, what), null)).EnsureSuccessStatusCode();
        while (watch.Elapsed < LongestWarmUp && await CountsAsync(http, backend) is var now && now.Full + now.NotModified - before.Full - before.NotModified < polls)
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        await Task.Delay(Settling);
    }

    private static async Task<long> HeapAsync(HttpClient http, ServerProcess process) => long.Parse(await http.GetStringAsync(new Uri(process.Url, "heap")), CultureInfo.InvariantCulture);

    private static async Task<(long Full, long NotModified)> CountsAsync(HttpClient http, ServerProcess backend)
    {
        var counts = (await http.GetStringAsync(new Uri(backend.Url, "counts"))).Split(' ');
        return (long.Parse(counts[0], CultureInfo.InvariantCulture), long.Parse(counts[1], CultureInfo.InvariantCulture));
    }
}
