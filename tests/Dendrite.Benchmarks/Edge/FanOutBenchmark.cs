using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dendrite.Benchmarks.Edge;

/// <summary>
/// One update to many listeners over server-sent events, each server in a process of its own: deliveries for a second of the
/// server's processor time, memory for a listener, and the time until a listener has it. Listeners and backend are in this process,
/// so that latency is that of a machine which does both.
/// </summary>
internal static class FanOutBenchmark
{
    private const int WarmUp = 10;

    public static int Run(string[] args)
    {
        var listeners = Arguments.Number(args, "--listeners", 5000);
        var updates = Arguments.Number(args, "--updates", 40);
        RunAsync(listeners, updates).GetAwaiter().GetResult();
        return 0;
    }

    private static async Task RunAsync(int listeners, int updates)
    {
        Console.WriteLine($"{listeners} listeners, {updates} updates, {Environment.ProcessorCount} cores, .NET {Environment.Version}");
        Console.WriteLine($"{"",-44} {"deliveries/CPU s",18} {"KB a listener",14} {"p50 ms",8} {"p99 ms",8}");
        await using var backend = await CountingBackend.StartAsync();
        var dendrite = await MeasureAsync("dendrite serve", listeners, updates, ServerProcess.StartDendrite(backend.Url), "/_dendrite/client/v1/resources/b/doc", backend.ChangeAsync);
        foreach (var peer in (string[])[PeerServer.Kestrel, PeerServer.Send])
        {
            var server = ServerProcess.StartPeer(peer);
            using var http = new HttpClient { BaseAddress = server.Url };
            var measured = await MeasureAsync(peer, listeners, updates, server, "/", async () => (await http.PostAsync(new Uri("/publish", UriKind.Relative), null)).EnsureSuccessStatusCode());
            WriteRatio(peer, dendrite, measured);
        }
        if (Pushpin.Version is not { } version)
        {
            Console.WriteLine("Pushpin is not installed (apt-get install pushpin); left out.");
            return;
        }
        await using (var pushpin = await Pushpin.StartAsync())
        {
            var measured = await MeasureAsync(version, listeners, updates, pushpin.Server, "/", pushpin.PublishAsync);
            WriteRatio(version, dendrite, measured);
        }
    }

    private static void WriteRatio(string peer, (double PerSecond, double Kilobytes) dendrite, (double PerSecond, double Kilobytes) measured) =>
        Console.WriteLine($"{"  dendrite / " + peer,-44} {dendrite.PerSecond / measured.PerSecond,18:0.00} {dendrite.Kilobytes / measured.Kilobytes,14:0.00}");

    private static async Task<(double PerSecond, double Kilobytes)> MeasureAsync(string name, int count, int updates, ServerProcess server, string path, Func<Task> change)
    {
        using var _ = server;
        await using (var few = await Listeners.ConnectAsync(server.Url, path, 10))
        {
            for (var i = 0; i < WarmUp; i++) await few.HearAsync(change);
        }
        var before = server.ResidentKilobytes;
        await using var listeners = await Listeners.ConnectAsync(server.Url, path, count);
        for (var i = 0; i < WarmUp; i++) await listeners.HearAsync(change);
        var kilobytes = (server.ResidentKilobytes - before) / (double)count;
        listeners.Forget();
        var cpu = server.ProcessorTime;
        for (var i = 0; i < updates; i++) await listeners.HearAsync(change);
        var perSecond = (double)count * updates / (server.ProcessorTime - cpu).TotalSeconds;
        var latencies = listeners.Latencies();
        Console.WriteLine($"{name,-44} {perSecond,18:N0} {kilobytes,14:0.0} {latencies[latencies.Length / 2],8:0} {latencies[latencies.Length * 99 / 100],8:0}");
        return (perSecond, kilobytes);
    }

    /// <summary>A backend whose document is a number; the time of a change is when the answer with it goes out.</summary>
    private sealed class CountingBackend(WebApplication app) : IAsyncDisposable
    {
        private int _number;
        private TaskCompletionSource? _told;

        public Uri Url => new(app.Urls.First());

        public static async Task<CountingBackend> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var backend = new CountingBackend(app);
            app.MapGet("/doc", backend.AnswerAsync);
            await app.StartAsync();
            return backend;
        }

        public Task ChangeAsync()
        {
            _told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Increment(ref _number);
            return _told.Task;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task AnswerAsync(HttpContext http)
        {
            var number = Volatile.Read(ref _number);
            Interlocked.Exchange(ref _told, null)?.TrySetResult();
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync($$"""{"n":{{number}},"text":"which stays as it is, so that the patch is smaller than the document"}""");
        }
    }
}
