using System.Diagnostics;
using System.Globalization;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Hosting;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Dendrite.Benchmarks.Cluster;

/// <summary>
/// From a change to the one who listens, nothing else going on: changes one at a time, told by a pushed source, so that no interval of polling
/// counts; beside it an event through an Orleans memory stream, asked for every 100 ms (Orleans's default) and every 10 ms.
/// </summary>
internal static class LatencyBenchmark
{
    private const int WarmUp = 100;
    private const string Backend = "b";
    private const string Stream = "stream";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <param name="args"><c>--changes</c>: how many are measured.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        await RunAsync(Arguments.Number(args, "--changes", 500));
        return 0;
    }

    private static async Task RunAsync(int changes)
    {
        Console.WriteLine($"{changes} changes one at a time, 20 to 60 ms apart, {Environment.ProcessorCount} cores, .NET {Environment.Version}");
        Console.WriteLine($"{"",-44} {"p50 ms",8} {"p99 ms",8} {"max ms",8} {"p50 at most",12}");
        foreach (var (silos, where, limit) in new[] { (1, "one process", "2"), (3, "across three silos", "5") })
        {
            var dendrite = await MeasureDendriteAsync(silos, changes);
            Write($"{where}: dendrite", dendrite, limit);
            foreach (var period in (int[])[100, 10])
            {
                var stream = await MeasureStreamAsync(silos, changes, TimeSpan.FromMilliseconds(period));
                Write($"{where}: memory stream, {period} ms", stream, "");
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{"  dendrite / memory stream",-44} {Of(dendrite, 50) / Of(stream, 50),8:0.000} {Of(dendrite, 99) / Of(stream, 99),8:0.000} {dendrite[^1] / stream[^1],8:0.000}"));
            }
        }
    }

    private static async Task<double[]> MeasureDendriteAsync(int count, int changes)
    {
        var source = new PushedSource();
        await using var silos = await Silos.StartAsync(count, silo =>
        {
            silo.Services.AddSingleton<IResourceSources>(source);
            silo.AddDendrite(options => options.Backends.Add(new BackendDefinition
            {
                Name = Backend,
                BaseAddress = new Uri("http://backend.invalid/"),
                Public = true,
                MinInterval = TimeSpan.FromHours(1),
                MaxInterval = TimeSpan.FromHours(1),
            }));
        });
        var key = new ResourceKey(Backend, ResourceKey.PublicScope, "doc");
        var host = await silos.Of<IClusterClient>(0).GetResource(key).PulseAsync();
        await using var listener = await silos.Of<ResourceFeeds>(silos.OtherThan(host)).ListenAsync(key, ResourceFormat.Patch, null, CancellationToken.None);
        var ear = new Ear();
        var first = new TaskCompletionSource();
        var hearing = HearAsync();
        await first.Task.WaitAsync(Limit);
        var heard = await ear.MeasureAsync(changes, () =>
        {
            source.Change();
            return Task.CompletedTask;
        });
        await listener.DisposeAsync();
        await hearing;
        return heard;

        async Task HearAsync()
        {
            await foreach (var step in listener.ReadAllAsync())
            {
                if (step.Kind == StepKind.Snapshot) first.TrySetResult();
                else if (step.Kind == StepKind.Update) ear.Hear();
            }
        }
    }

    private static async Task<double[]> MeasureStreamAsync(int count, int changes, TimeSpan period)
    {
        await using var silos = await Silos.StartAsync(count, silo =>
        {
            silo.AddMemoryGrainStorage("PubSubStore");
            silo.AddMemoryStreams(Stream, streams => streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = period)));
        });
        var id = StreamId.Create("benchmark", "doc");
        var ear = new Ear();
        await silos.Of<IClusterClient>(count - 1).GetStreamProvider(Stream).GetStream<string>(id).SubscribeAsync((_, _) =>
        {
            ear.Hear();
            return Task.CompletedTask;
        });
        var stream = silos.Of<IClusterClient>(0).GetStreamProvider(Stream).GetStream<string>(id);
        return await ear.MeasureAsync(changes, () => stream.OnNextAsync("""[{"op":"replace","path":"/n","value":12345}]"""));
    }

    private static void Write(string what, double[] heard, string limit) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{what,-44} {Of(heard, 50),8:0.00} {Of(heard, 99),8:0.00} {heard[^1],8:0.00} {limit,12}"));

    private static double Of(double[] heard, int percent) => heard[heard.Length * percent / 100];

    private sealed class Ear
    {
        private readonly Random _random = new(1);
        private long _changed;
        private TaskCompletionSource<double> _heard = new();

        public void Hear() => _heard.TrySetResult(Stopwatch.GetElapsedTime(_changed).TotalMilliseconds);

        /// <summary>The milliseconds from each change to its being heard, in order of length.</summary>
        public async Task<double[]> MeasureAsync(int changes, Func<Task> change)
        {
            var all = new List<double>();
            for (var i = 0; i < WarmUp + changes; i++)
            {
                // Apart by no multiple of anybody's period.
                await Task.Delay(_random.Next(20, 60));
                _heard = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
                _changed = Stopwatch.GetTimestamp();
                await change();
                var milliseconds = await _heard.Task.WaitAsync(Limit);
                if (i >= WarmUp) all.Add(milliseconds);
            }
            return [.. all.Order()];
        }
    }
}
