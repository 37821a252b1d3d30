using Dendrite.Client.Cluster;
using Dendrite.Contracts.Streams;
using Dendrite.Hosting.Cluster;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>Three processes, one cluster, on real Orleans and a real PostgreSQL.</summary>
[Collection(PostgresTests.Name)]
public sealed class ThreeSilosTests(PostgresServer server) : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new() { Document = Numbered(0) };
    private string _connectionString = "";
    private readonly List<(ChildProcess Process, Uri Url)> _silos = [];

    public async Task InitializeAsync()
    {
        if (!PostgresServer.IsInstalled) return;
        _connectionString = await server.CreateDatabaseAsync();
        await new ClusterDatabase(_connectionString).InitializeAsync();
        for (var silo = 0; silo < 3; silo++)
        {
            _silos.Add(await ServeProcess.StartAsync(ClusterProcess.SettingsFor(_connectionString, _backend)));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var (process, _) in _silos) await process.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [PostgresFact]
    public async Task Listeners_OnEverySilo_ShareOnePollAndItsPositions()
    {
        var listeners = await ListenAsync();
        var snapshots = await Task.WhenAll(listeners.Select(listener => listener.NextAsync("snapshot", "start")));
        Assert.Single(snapshots.Select(snapshot => snapshot.Id).Distinct());
        for (var change = 1; change <= 4; change++)
        {
            _backend.Document = Numbered(change);
            var patches = await Task.WhenAll(listeners.Select(listener => listener.NextAsync("patch", $"change {change}")));
            Assert.Single(patches.Select(patch => (patch.Id, patch.Data)).Distinct());
        }
        // Three pollers would ask three times in each interval.
        foreach (var (request, next) in _backend.Requests.Zip(_backend.Requests.Skip(1)).Skip(3))
            Assert.True(next.Since(request) > TimeSpan.FromMilliseconds(250), $"Two polls within {next.Since(request)}.");
        foreach (var listener in listeners) await listener.DisposeAsync();
    }

    [PostgresFact]
    public async Task StoppedSilo_LeavesInOrder_TheOthersGoOnAtOnce()
    {
        var listeners = await ListenAsync();
        foreach (var listener in listeners) await listener.NextAsync("snapshot", "start");
        var host = await FindHostAsync();
        _silos[host].Process.Signal(ChildProcess.Terminate);
        Assert.Equal("failure", (await listeners[host].NextAsync("failure", "the end")).Event);
        Assert.Equal(0, (await _silos[host].Process.ExitAsync("the end")).Code);
        _backend.Document = Numbered(1);
        foreach (var (listener, index) in listeners.Select((listener, index) => (listener, index)))
            if (index != host) await listener.NextAsync("patch", "after one has left");
        foreach (var listener in listeners) await listener.DisposeAsync();
    }

    [PostgresFact]
    public async Task ClientOfTheCluster_ReadsTheSameUpdatesWithoutHttp()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(cluster => cluster
            .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = "dendrite")
            .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", _connectionString))
            .AddMemoryStreams(DendriteStreams.ProviderName));
        using var host = builder.Build();
        await host.StartAsync();
        await using var feeds = new ResourceFeeds(host.Services.GetRequiredService<IClusterClient>(), TimeProvider.System);
        var listener = (await ListenAsync())[0];
        await listener.NextAsync("snapshot", "start");
        await using (var reader = Reader.Start(new ClusterDendriteClient(feeds), ResourceFormat.Patch))
        {
            await reader.UntilAsync("start", _backend.Document);
            for (var change = 1; change <= 3; change++)
            {
                _backend.Document = Numbered(change);
                await reader.UntilAsync($"change {change}", _backend.Document);
                Assert.Equal((await listener.NextAsync("patch", $"change {change}")).Id, reader.Document.Position.ToString());
            }
            reader.AssertEachOnce();
        }
        await host.StopAsync();
    }

    private static string Numbered(int number) => $$"""{"n":{{number}},"text":"which does not change and is long enough that a patch is the smaller of the two"}""";

    /// <summary>Which silo polls: the one that logs that a poll has failed.</summary>
    private async Task<int> FindHostAsync()
    {
        var document = _backend.Document;
        _backend.Answer((_, reply) => reply.SendAsync(503, ""));
        var host = await Wait.UntilAsync(
            "finding the host", "three silos", "a warning", () => _silos.FindIndex(silo => silo.Process.Printed.Contains("is stale", StringComparison.Ordinal)), index => index >= 0);
        _backend.Document = document;
        _backend.Behave();
        return host;
    }

    private Task<SseClient[]> ListenAsync() =>
        Task.WhenAll(_silos.Select(silo => SseClient.ConnectAsync(new Uri(ServeProcess.Resource(silo.Url, "b/x").AbsoluteUri + "?dendrite-format=patch"))));
}
