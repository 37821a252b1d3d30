using System.Diagnostics;
using System.Globalization;
using Dendrite.Benchmarks.Edge;
using Dendrite.Client;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Hosting.Cluster;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Dendrite.Benchmarks.Cluster;

/// <summary>
/// Three processes on PostgreSQL lose the one that polls, by each signal that ends or halts one: how long listeners of the other two over HTTP
/// get no update and how soon they are told that the document may be stale, and the same for a client outside that subscribes to the stream.
/// </summary>
internal static class LossBenchmark
{
    private static readonly (string Name, int Number, string Listeners, string Streams)[] Signals =
    [
        ("SIGTERM", 15, "silent 1", "silent 35"),
        ("SIGKILL", 9, "stale 3, silent 8", "silent 35"),
        ("SIGSTOP", 19, "stale 3, silent 10", "silent 35"),
    ];

    /// <param name="args"><c>--rounds</c>: how often each signal is sent; <c>--signal</c>: one of them only.</param>
    public static Task<int> RunAsync(string[] args) => RunAsync(Arguments.Number(args, "--rounds", 10), Arguments.Text(args, "--signal"));

    private static async Task<int> RunAsync(int rounds, string? only)
    {
        using var postgres = PostgresDirectory.Start();
        if (postgres is null)
        {
            await Console.Error.WriteLineAsync("PostgreSQL is not installed.");
            return 1;
        }
        await new ClusterDatabase(postgres.ConnectionString).InitializeAsync();
        await using var backend = await StartBackendAsync();
        Console.WriteLine($"three silos, {rounds} rounds a signal, an update every 100 ms, {Environment.ProcessorCount} cores, .NET {Environment.Version}; seconds, median / longest");
        Console.WriteLine($"{"",-10} {"",-22} {"silent",16} {"told stale after",18} {"told",8}  at most");
        var silos = new List<LostSilo>();
        try
        {
            foreach (var (name, number, listeners, streams) in Signals.Where(signal => only is null || signal.Name == only))
            {
                List<(double Silence, double? Stale)> http = [], stream = [];
                for (var round = 0; round < rounds; round++)
                {
                    while (silos.Count < 3) silos.Add(LostSilo.Start(postgres.ConnectionString, backend.Urls.First()));
                    await LoseAsync(silos, number, postgres.ConnectionString, http, stream);
                }
                Write(name, "listeners over HTTP", http, listeners);
                Write("", "stream, client outside", stream, streams);
            }
        }
        finally
        {
            foreach (var silo in silos) silo.Process.Dispose();
        }
        return 0;
    }

    private static async Task LoseAsync(List<LostSilo> silos, int signal, string connectionString, List<(double, double?)> http, List<(double, double?)> stream)
    {
        // A resource of its own for each round: which silo has it, and which has its stream, is left to chance.
        var address = new ResourceAddress("b", Guid.NewGuid().ToString("N"));
        using var ending = new CancellationTokenSource();
        var clients = silos.Select(silo => new DendriteClient(silo.Process.Url)).ToArray();
        var logs = clients.Select(client => Listen(client, address, ending.Token)).ToArray();
        using var outside = await ConnectAsync(connectionString);
        var cluster = outside.Services.GetRequiredService<IClusterClient>();
        var subscribed = new UpdateLog();
        var subscription = await cluster.SubscribeResourceAsync(address, update =>
        {
            subscribed.Add(update.Event);
            return Task.CompletedTask;
        });
        await Task.WhenAll(logs.Append(subscribed).Select(log => log.MoreAsync(20)));
        var host = await cluster.GetResource(new ResourceKey(address.Backend, ResourceKey.PublicScope, address.Path)).PulseAsync();
        var lost = silos.FindIndex(silo => silo.Port == host.Endpoint.Port);

        var since = Stopwatch.GetTimestamp();
        silos[lost].Process.Signal(signal);
        var others = logs.Where((_, index) => index != lost).ToArray();
        await Task.WhenAll(others.Append(subscribed).Select(log => log.MoreAsync(30)));
        http.AddRange(others.Select(log => log.Since(since)));
        stream.Add(subscribed.Since(since));

        await ending.CancelAsync();
        await subscription.DisposeAsync();
        await outside.StopAsync();
        foreach (var client in clients) client.Dispose();
        silos[lost].Process.Dispose();
        silos.RemoveAt(lost);
    }

    private static UpdateLog Listen(DendriteClient client, ResourceAddress address, CancellationToken cancellationToken)
    {
        var log = new UpdateLog();
        var document = new LiveDocument(client, address, new LiveDocumentOptions { LongestBackoff = TimeSpan.FromSeconds(1) });
        _ = ReadAsync();
        return log;

        async Task ReadAsync()
        {
            try
            {
                await foreach (var update in document.ReadAllAsync(cancellationToken)) log.Add(update.Event);
            }
            catch (OperationCanceledException)
            {
                // The round is over.
            }
        }
    }

    private static async Task<IHost> ConnectAsync(string connectionString)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client => client
            .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = "dendrite")
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString))
            .AddDendriteClient());
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Another document for each question.</summary>
    private static async Task<WebApplication> StartBackendAsync()
    {
        var asked = 0;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.Run(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{Interlocked.Increment(ref asked)}},"text":"{{new string('x', 300)}}"}"""));
        });
        await app.StartAsync();
        return app;
    }

    private static void Write(string signal, string who, List<(double Silence, double? Stale)> all, string limit)
    {
        var (silences, told) = (all.Select(one => one.Silence).Order().ToArray(), all.Where(one => one.Stale is not null).Select(one => one.Stale!.Value).Order().ToArray());
        var stale = told.Length == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{told[told.Length / 2]:0.00} / {told[^1]:0.00}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{signal,-10} {who,-22} {$"{silences[silences.Length / 2]:0.00} / {silences[^1]:0.00}",16} {stale,18} {$"{told.Length}/{all.Count}",8}  {limit}"));
    }

    private sealed record LostSilo(ServerProcess Process, int Port)
    {
        public static LostSilo Start(string connectionString, string backend)
        {
            var ports = Ports.Find(2);
            return new LostSilo(
                ServerProcess.StartDendrite(
                    $"--Backends:b:BaseAddress={backend}/", "--Backends:b:Public=true", "--Backends:b:MinInterval=100ms", "--Backends:b:MaxInterval=100ms",
                    $"--Cluster:ConnectionString={connectionString}", "--Cluster:Address=127.0.0.1", $"--Cluster:SiloPort={ports[0]}", $"--Cluster:GatewayPort={ports[1]}"),
                ports[0]);
        }
    }
}
