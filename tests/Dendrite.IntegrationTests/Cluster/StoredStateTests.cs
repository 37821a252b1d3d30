using System.Text;
using System.Text.Json;
using Dendrite.Grains.Resources;
using Dendrite.Hosting.Cluster;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Storage;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>What grains keep in PostgreSQL: Orleans's own binary form, which other versions read and which outlives the cluster.</summary>
[Collection(PostgresTests.Name)]
public sealed class StoredStateTests(PostgresServer server)
{
    private const string Before = """{"n":1,"text":"which does not change and is long enough that a patch is the smaller of the two"}""";
    private const string After = """{"n":2,"text":"which does not change and is long enough that a patch is the smaller of the two"}""";

    [PostgresFact]
    public async Task State_OfAResource_IsBinaryAndOutlivesTheWholeCluster()
    {
        var connectionString = await server.CreateDatabaseAsync();
        await new ClusterDatabase(connectionString).InitializeAsync();
        await using var backend = new ScriptedBackend { Document = Before };
        var last = await ServeAsync(connectionString, backend, null, silos: 2);

        var payload = (byte[])(await ClusterProcess.ScalarAsync(connectionString, "select payload from dendrite_state where state_name like '%resource'"))!;
        Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(payload));
        var stored = Read(payload);
        Assert.Equal(Before, Encoding.UTF8.GetString(stored.Document!));
        Assert.Equal(Position.Parse(last), stored.Position);

        backend.Document = After;
        var next = Position.Parse(await ServeAsync(connectionString, backend, last, silos: 1));
        Assert.True(next.Follows(stored.Position), $"After the whole cluster was started again {next} came, not what follows {stored.Position}.");
    }

    [Fact]
    public void State_OfANewerVersion_IsReadWithoutWhatIsUnknown()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>());
        var position = new Position(7, 3);
        var newer = serializer.Serialize(new NewerState { Position = position, Document = [1, 2], Comment = "what this version does not know" });
        Assert.Equal((position, 2), (Read(newer.ToArray()).Position, Read(newer.ToArray()).Document!.Length));
        var older = serializer.Deserialize<NewerState>(serializer.Serialize(new ResourceGrainState { Position = position }))!;
        Assert.Equal((position, null), (older.Position, older.Comment));
    }

    /// <summary>Starts silos, waits for the resource's next event after a position, stops all of them in order; returns the event's position.</summary>
    private static async Task<string> ServeAsync(string connectionString, ScriptedBackend backend, string? lastEventId, int silos)
    {
        var processes = new List<ChildProcess>();
        try
        {
            Uri? url = null;
            for (var silo = 0; silo < silos; silo++)
            {
                (var process, url) = await ServeProcess.StartAsync(ClusterProcess.SettingsFor(connectionString, backend));
                processes.Add(process);
            }
            await using var listener = await SseClient.ConnectAsync(new Uri(ServeProcess.Resource(url!, "b/x").AbsoluteUri + "?dendrite-format=patch"), lastEventId);
            var update = await listener.NextAsync(lastEventId is null ? "snapshot" : "patch", "state in the database");
            foreach (var process in processes) process.Signal(ChildProcess.Terminate);
            foreach (var process in processes) Assert.Equal(0, (await process.ExitAsync("the whole cluster stops")).Code);
            return update.Id;
        }
        finally
        {
            foreach (var process in processes) await process.DisposeAsync();
        }
    }

    private static ResourceGrainState Read(byte[] payload)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        return new OrleansGrainStorageSerializer(services.GetRequiredService<Serializer>()).Deserialize<ResourceGrainState>(new BinaryData(payload))!;
    }

    /// <summary>The state as some later version might have it.</summary>
    [GenerateSerializer, Alias("dendrite.tests.NewerState")]
    internal sealed class NewerState
    {
        [Id(0)] public Position Position { get; set; }

        [Id(1)] public byte[]? Document { get; set; }

        [Id(99)] public string? Comment { get; set; }
    }
}
