using System.Globalization;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Hosting;
using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Dendrite.Benchmarks.Polling;

/// <summary>
/// Who polls, in a process of its own: told by <c>POST /listen/{count}</c> how many documents to poll once a second, or by
/// <c>POST /fetch/{count}</c> to ask for each once; <c>GET /heap</c> gives the bytes that are in use.
/// </summary>
internal static class PollingWorkers
{
    public const string Dendrite = "dendrite";
    public const string Loop = "a loop of HttpClient calls";
    private const int AtOnce = 64;

    public static Task RunAsync(string name, Uri backend) => name == Dendrite ? DendriteAsync(backend) : LoopAsync(backend);

    /// <summary>A server with everything but the edges: each resource has one listener in its process.</summary>
    private static async Task DendriteAsync(Uri backend)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var second = TimeSpan.FromSeconds(1);
        builder.AddDendriteServer(new ServerSettings
        {
            Backends = [new BackendDefinition { Name = "b", BaseAddress = backend, Public = true, MinInterval = second, MaxInterval = second, MaxConcurrency = AtOnce }],
        });
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        var feeds = app.Services.GetRequiredService<ResourceFeeds>();
        await ServeAsync(
            app,
            async i =>
            {
                var listener = await feeds.ListenAsync(KeyOf(i), ResourceFormat.Patch, null, CancellationToken.None);
                _ = ReadAsync(listener);
            },
            i => feeds.FetchAsync(KeyOf(i), CancellationToken.None));

        static ResourceKey KeyOf(int i) => new("b", ResourceKey.PublicScope, i.ToString(CultureInfo.InvariantCulture));

        static async Task ReadAsync(ResourceListener listener)
        {
            await foreach (var _ in listener.ReadAllAsync())
            {
                // Heard.
            }
        }
    }

    /// <summary>The least that polls: the calls, and the last document and its tag kept. Nothing is read or compared.</summary>
    private static async Task LoopAsync(Uri backend)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = backend };
        using var slots = new SemaphoreSlim(AtOnce);
        var kept = new List<Kept>();
        _ = TickAsync();
        await ServeAsync(
            app,
            i =>
            {
                lock (kept) kept.Add(new Kept(i));
                return Task.CompletedTask;
            },
            i => AskAsync(new Kept(i)));

        async Task TickAsync()
        {
            const int Parts = 100;
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / Parts));
            for (var part = 0; await timer.WaitForNextTickAsync(); part = (part + 1) % Parts)
            {
                lock (kept)
                    for (var i = part; i < kept.Count; i += Parts) _ = AskAsync(kept[i]);
            }
        }

        async Task AskAsync(Kept document)
        {
            await slots.WaitAsync();
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, document.Name);
                if (document.Tag is { } tag) request.Headers.TryAddWithoutValidation("If-None-Match", tag);
                using var response = await http.SendAsync(request);
                if (!response.IsSuccessStatusCode) return;
                document.Tag = response.Headers.ETag?.Tag;
                document.Bytes = await response.Content.ReadAsByteArrayAsync();
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private static async Task ServeAsync(WebApplication app, Func<int, Task> listen, Func<int, Task> fetch)
    {
        app.MapPost("/listen/{count:int}", (int count) => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await listen(i)));
        app.MapPost("/fetch/{count:int}", (int count) => Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) => await fetch(i)));
        app.MapGet("/heap", () =>
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            return GC.GetTotalMemory(forceFullCollection: true);
        });
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync();
        await Console.Error.WriteLineAsync($"listens on {app.Urls.First()}");
        await app.WaitForShutdownAsync();
    }

    private sealed class Kept(int number)
    {
        public string Name { get; } = number.ToString(CultureInfo.InvariantCulture);

        public string? Tag { get; set; }

        public byte[] Bytes { get; set; } = [];
    }
}
