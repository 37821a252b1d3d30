using System.Globalization;
using Dendrite.Client;
using Dendrite.Hosting.Cluster;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Testing;
using Xunit.Abstractions;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>
/// Three processes lose the one that polls, by each signal that ends or halts one; listeners of the other two go on. Times are written out and
/// not judged, except that a hang ends the test.
/// </summary>
[Collection(SiloLossTests.Name)]
public sealed class SiloLossProcessTests(PostgresServer server, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ScriptedBackend _backend = new();
    private readonly List<(ChildProcess Process, Uri Url)> _silos = [];
    private string _connectionString = "";
    private int _asked;

    public async Task InitializeAsync()
    {
        if (!PostgresServer.IsInstalled) return;
        _connectionString = await server.CreateDatabaseAsync();
        await new ClusterDatabase(_connectionString).InitializeAsync();
        AnswerAnew();
        for (var silo = 0; silo < 3; silo++) await StartAsync();
    }

    public async Task DisposeAsync()
    {
        foreach (var (process, _) in _silos) await process.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [PostgresFact]
    public async Task TerminatedSilo_ListenersOfTheOthersGoOnWithTheNextPosition() => await LoseAsync("SIGTERM", async process =>
    {
        process.Signal(ChildProcess.Terminate);
        Assert.Equal(0, (await process.ExitAsync("an orderly end")).Code);
    }, isTold: false);

    [PostgresFact]
    public async Task KilledSilo_ListenersAreToldStaleAndGoOnWithTheNextPosition()
    {
        for (var kill = 0; kill < Soak.Count(3, 20); kill++)
        {
            await LoseAsync("SIGKILL", process => process.KillAsync(), isTold: true);
            await StartAsync();
        }
    }

    /// <summary>Longer than its expiry: the others go on without it, and when it wakes there are never two writers of one resource's positions.</summary>
    [PostgresFact]
    public async Task PausedSilo_ListenersAreToldStaleAndGoOn_AndWhenItWakesItEnds()
    {
        var paused = await LoseAsync("SIGSTOP", process =>
        {
            process.Signal(ChildProcess.Stop);
            return Task.CompletedTask;
        }, isTold: true, whileLost: async process =>
        {
            process.Signal(ChildProcess.Continue);
            var (code, _, errors) = await process.ExitAsync("the end of a silo that was declared dead", Patience);
            Soak.Say(output, $"It woke and ended with {code}: {string.Join(" | ", errors.TakeLast(3))}");
            Assert.Equal(3, code);
            Assert.Contains(errors, line => line.StartsWith("dendrite: this silo ends", StringComparison.Ordinal));
            Assert.DoesNotContain(errors, line => line.Contains("Membership: ", StringComparison.Ordinal));
            Assert.DoesNotContain(errors, line => line.Contains("   at ", StringComparison.Ordinal));
        });
        Assert.NotNull(paused);
    }

    /// <summary>Another document for each question.</summary>
    private void AnswerAnew() =>
        _backend.Answer((_, reply) => reply.SendAsync(200, string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{Interlocked.Increment(ref _asked)}},"text":"{{new string('x', 300)}}"}""")));

    private async Task StartAsync()
    {
        _silos.Add(await ServeProcess.StartAsync(ClusterProcess.SettingsFor(_connectionString, _backend, "100ms")));
    }

    /// <summary>Loses the silo that polls under listeners of the other two; returns it.</summary>
    private async Task<ChildProcess> LoseAsync(string how, Func<ChildProcess, Task> lose, bool isTold, Func<ChildProcess, Task>? whileLost = null)
    {
        var clients = _silos.Select(silo => new DendriteClient(silo.Url)).ToArray();
        var readers = clients.Select(client => Reader.Start(client, ResourceFormat.Patch)).ToArray();
        foreach (var reader in readers) await reader.MoreAsync(5, "before", Patience);
        var host = await FindHostAsync();
        var lost = _silos[host];

        var since = TimeProvider.System.GetTimestamp();
        await lose(lost.Process);
        var others = readers.Where((_, index) => index != host).ToArray();
        foreach (var reader in others) await reader.MoreAsync(20, $"after {how}", Patience);
        if (whileLost is not null)
        {
            await whileLost(lost.Process);
            foreach (var reader in others) await reader.MoreAsync(10, "after it woke", Patience);
        }

        foreach (var reader in others)
        {
            reader.AssertEachOnce();
            Assert.Single(reader.Updates.Where(update => update.Hash.Length > 0).Select(update => update.Position.Epoch).Distinct());
            var after = reader.Received.Where(entry => entry.At > since).ToArray();
            var moves = after.Where(entry => entry.Update.Event is ResourceEvent.Patch or ResourceEvent.Snapshot).Select(entry => entry.At).Prepend(since).ToArray();
            var silence = moves.Zip(moves.Skip(1), (a, b) => TimeProvider.System.GetElapsedTime(a, b)).Max();
            // The backend's failure by which the host was found may be told late.
            var stale = after.Where(entry => entry.Update.Event == ResourceEvent.Stale && StalenessJson.Read(entry.Update.Data.Memory).Code == DendriteErrorCode.ClusterUnavailable).ToArray();
            Soak.Say(output, $"{how}: silent for {silence.TotalSeconds:F2} s, told stale after {(stale.Length > 0 ? TimeProvider.System.GetElapsedTime(since, stale[0].At).TotalSeconds : double.NaN):F2} s.");
            // Told, not repeated, and told that it is over; where the silo left in order there is nothing to tell.
            Assert.Equal(isTold, stale.Length > 0);
            foreach (var (told, next) in stale.Zip(stale.Skip(1).Select(entry => entry.At).Append(long.MaxValue)))
                Assert.Contains(after, entry => entry.Update.Event == ResourceEvent.Fresh && entry.At > told.At && entry.At < next);
        }
        foreach (var reader in readers) await reader.DisposeAsync();
        foreach (var client in clients) client.Dispose();
        _silos.RemoveAt(host);
        await lost.Process.DisposeAsync();
        return lost.Process;
    }

    /// <summary>Which silo polls: the one that logs that a poll has failed.</summary>
    private async Task<int> FindHostAsync()
    {
        var document = Volatile.Read(ref _asked);
        var before = _silos.Select(silo => Count(silo.Process)).ToArray();
        _backend.Answer((_, reply) => reply.SendAsync(503, ""));
        var host = await Wait.UntilAsync("finding the host", "the silos", "a warning", () => _silos.FindIndex(silo => Count(silo.Process) > before[_silos.IndexOf(silo)]), index => index >= 0);
        AnswerAnew();
        await Wait.UntilAsync("the backend answers again", "the backend", "another question", () => _asked, asked => asked > document + 3);
        return host;

        static int Count(ChildProcess process) => process.Printed.Split("is stale: UpstreamStatus").Length;
    }
}
