using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dendrite.Client;
using Dendrite.Hosting.Cluster;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Testing;
using Xunit.Abstractions;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>The database goes away under two silos and comes back: listeners are told, nothing is skipped, no silo ends.</summary>
public sealed class DatabaseAwayTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly PostgresServer _server = new();
    private readonly ScriptedBackend _backend = new();
    private readonly List<(ChildProcess Process, Uri Url)> _silos = [];
    private int _asked;

    public async Task InitializeAsync()
    {
        if (!PostgresServer.IsInstalled) return;
        await ((IAsyncLifetime)_server).InitializeAsync();
        var connectionString = await _server.CreateDatabaseAsync();
        await new ClusterDatabase(connectionString).InitializeAsync();
        _backend.Answer((_, reply) => reply.SendAsync(200, string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{Interlocked.Increment(ref _asked)}}}""")));
        for (var silo = 0; silo < 2; silo++)
        {
            _silos.Add(await ServeProcess.StartAsync(ClusterProcess.SettingsFor(connectionString, _backend, "100ms")));
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var (process, _) in _silos) await process.DisposeAsync();
        await ((IAsyncLifetime)_server).DisposeAsync();
        await _backend.DisposeAsync();
    }

    [PostgresFact]
    public async Task Database_AwayAndBack_IsToldAsStaleAndNothingIsSkipped()
    {
        // The long one is beyond the patience of the membership: nobody votes while nobody can.
        foreach (var away in (TimeSpan[])[TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(Soak.Count(8, 90))])
        {
            var clients = _silos.Select(silo => new DendriteClient(silo.Url)).ToArray();
            var readers = clients.Select(client => Reader.Start(client, ResourceFormat.Patch)).ToArray();
            foreach (var reader in readers) await reader.MoreAsync(5, "before", Patience);
            await _server.StopAsync();
            foreach (var reader in readers)
                await Wait.UntilAsync("the database is away", "the reader", "stale", () => reader.Document.Staleness?.Code, code => code == DendriteErrorCode.StorageUnavailable, Patience);
            using var http = new HttpClient();
            await Eventually.HoldsAsync(
                async () => await http.GetStringAsync(new Uri(_silos[0].Url, "/_dendrite/monitor/health")) is var health
                    && health.Contains("\"status\":\"degraded\"", StringComparison.Ordinal) && health.Contains("The cluster's database", StringComparison.Ordinal),
                "health says that the database is away", Patience);
            // Some of them would live on the other silo: the driver's exception once could not travel, and was the server's own failure, 500.
            for (var resource = 0; resource < 8; resource++)
            {
                using var answer = await http.GetAsync(ServeProcess.Resource(_silos[0].Url, $"b/new{resource}"));
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "storage-unavailable"), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
            }
            output.WriteLine($"away: {string.Join(", ", readers.Select(reader => reader.Document.Staleness?.Reason))}");
            await Task.Delay(away, TimeProvider.System);
            await _server.StartAsync();
            foreach (var reader in readers)
            {
                await reader.MoreAsync(5, "after", Patience);
                await Wait.UntilAsync("it is back", "the reader", "fresh", () => reader.Document.Staleness, staleness => staleness is null, Patience);
                reader.AssertEachOnce();
                Assert.Single(reader.Updates.Where(update => update.Hash.Length > 0).Select(update => update.Position.Epoch).Distinct());
                await reader.DisposeAsync();
            }
            foreach (var client in clients) client.Dispose();
        }
    }
}
