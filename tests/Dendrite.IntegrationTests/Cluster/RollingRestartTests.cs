using System.Globalization;
using Dendrite.Client;
using Dendrite.Hosting.Cluster;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Testing;
using Xunit.Abstractions;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>Three silos behind which many listen are replaced one by one: nobody loses an update, and the backend is not stormed.</summary>
[Collection(SiloLossTests.Name)]
public sealed class RollingRestartTests(PostgresServer server, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Resources = 30;
    private static readonly int Listeners = Soak.Count(300, 3000);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ScriptedBackend _backend = new();
    private readonly List<(ChildProcess Process, Uri Url)> _silos = [];
    private string _connectionString = "";
    private int _version;

    public async Task InitializeAsync()
    {
        if (!PostgresServer.IsInstalled) return;
        _connectionString = await server.CreateDatabaseAsync();
        await new ClusterDatabase(_connectionString).InitializeAsync();
        _backend.Answer((_, reply) => reply.SendAsync(200, string.Create(CultureInfo.InvariantCulture, $$"""{"version":{{_version}}}""")));
        for (var silo = 0; silo < 3; silo++) _silos.Add(await StartAsync());
    }

    public async Task DisposeAsync()
    {
        foreach (var (process, _) in _silos) await process.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [PostgresFact]
    public async Task RollingRestart_UnderListeners_LosesNothingAndAtMostDoublesTheBackendsCalls()
    {
        // A client goes to whichever silo serves, as a proxy would send it.
        var readers = new List<Reader>();
        for (var listener = 0; listener < Listeners; listener++)
            readers.Add(Reader.Start(new TurningClient(this, listener), ResourceFormat.Patch, $"r{listener % Resources}"));
        await EachHasAsync(readers, "start");
        var quiet = await CallsPerSecondAsync();

        for (var round = 0; round < 3; round++)
        {
            var calls = _backend.Count;
            var since = TimeProvider.System.GetTimestamp();
            var old = _silos[0];
            old.Process.Signal(ChildProcess.Terminate);
            Assert.Equal(0, (await old.Process.ExitAsync("an orderly end", Patience)).Code);
            _silos.Add(await StartAsync());
            _silos.RemoveAt(0);
            await old.Process.DisposeAsync();
            Interlocked.Increment(ref _version);
            await EachHasAsync(readers, $"restart {round}");
            var rate = (_backend.Count - calls) / TimeProvider.System.GetElapsedTime(since).TotalSeconds;
            Soak.Say(output, $"restart {round}: {rate:F1} calls/s to the backend, {quiet:F1} before.");
            // What moves is polled once more than it would have been; what does not move is not.
            Assert.True(rate <= 2 * quiet, $"{rate:F1} calls/s, {quiet:F1} before.");
        }
        foreach (var reader in readers)
        {
            reader.AssertEachOnce();
            Assert.Equal(0, reader.Document.Resyncs);
            Assert.Single(reader.Updates.Where(update => update.Hash.Length > 0).Select(update => update.Position.Epoch).Distinct());
        }
        await Task.WhenAll(readers.Select(reader => reader.DisposeAsync().AsTask()));
    }

    private async Task<(ChildProcess, Uri)> StartAsync()
    {
        return await ServeProcess.StartAsync(ClusterProcess.SettingsFor(_connectionString, _backend, "1s"));
    }

    private Task EachHasAsync(List<Reader> readers, string phase)
    {
        var document = string.Create(CultureInfo.InvariantCulture, $$"""{"version":{{_version}}}""");
        return Task.WhenAll(readers.Select(reader => reader.UntilAsync(phase, document, Patience)));
    }

    private async Task<double> CallsPerSecondAsync()
    {
        var (before, since) = (_backend.Count, TimeProvider.System.GetTimestamp());
        await _backend.WaitForRequestsAsync(before + (3 * Resources), "quiet polling");
        return (_backend.Count - before) / TimeProvider.System.GetElapsedTime(since).TotalSeconds;
    }

    /// <summary>Listens to another silo with each connection.</summary>
    private sealed class TurningClient(RollingRestartTests test, int turn) : IDendriteClient
    {
        private int _turn = turn;

        public Task<ResourceSnapshot> FetchAsync(ResourceAddress address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ResourceUpdate> ListenAsync(
            ResourceAddress address, ResourceFormat format, Position? from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var silos = test._silos.ToArray();
            using var client = new DendriteClient(silos[_turn++ % silos.Length].Url);
            await foreach (var update in client.ListenAsync(address, format, from, cancellationToken)) yield return update;
        }
    }
}
