using Dendrite.Client;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.IntegrationTests.Cluster;

/// <summary>A live document ends on the backend's document, whatever happens to its connections.</summary>
public sealed class LiveDocumentTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new();
    private TestSilo _silo = null!;

    public static TheoryData<ResourceFormat> Formats => [ResourceFormat.Patch, ResourceFormat.Merge, ResourceFormat.List, ResourceFormat.Snapshot, ResourceFormat.Auto];

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(_backend, d => d with { MinInterval = TimeSpan.FromMilliseconds(5), MaxInterval = TimeSpan.FromMilliseconds(10) });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public Task OverHttp_ManyRandomChanges_EndsOnTheBackendsDocument(ResourceFormat format) =>
        Property.CheckAsync(1, async random =>
        {
            var reader = await FollowAsync(_silo.Client, format, random, 40);
            Assert.Equal((0, 0), (reader.Document.Disconnections, reader.Document.Resyncs));
        });

    [Theory]
    [MemberData(nameof(Formats))]
    public Task InCluster_ManyRandomChanges_EndsOnTheBackendsDocument(ResourceFormat format) =>
        Property.CheckAsync(1, async random =>
        {
            var reader = await FollowAsync(_silo.ClusterClient, format, random, 40);
            Assert.Equal((0, 0), (reader.Document.Disconnections, reader.Document.Resyncs));
        });

    [Theory]
    [MemberData(nameof(Formats))]
    public Task OverHttp_CutAtRandomBytes_EachUpdateOnceOrASnapshot(ResourceFormat format) =>
        Property.CheckAsync(1, async random =>
        {
            // Some are cut within the head of the answer, most within an event.
            var limits = new Random(random.Next());
            await using var proxy = new CuttingProxy(_silo.Url, () => limits.Next(4) == 0 ? limits.Next(600) : limits.Next(6000));
            using var client = new DendriteClient(proxy.Url);
            var reader = await FollowAsync(client, format, random, 80);
            Assert.True(proxy.Cuts > 0 && reader.Document.Disconnections > 0, $"{proxy.Cuts} cuts and {reader.Document.Disconnections} disconnections.");
            Assert.Equal(0, reader.Document.Resyncs);
        });

    [Fact]
    public async Task Server_RefusesTheAddress_Throws()
    {
        var document = new LiveDocument(_silo.Client, new ResourceAddress("nope", "x"));
        await using var updates = document.ReadAllAsync().GetAsyncEnumerator();
        await Assert.ThrowsAsync<InvalidRequestException>(() => updates.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task Server_AnswersAProblemCutShort_IsTriedAgain()
    {
        _backend.Document = """{"n":1}""";
        var first = true;
        await using var door = new ScriptedBackend();
        door.Answer(async (_, reply) =>
        {
            reply.Close();
            var cutShort = first;
            first = false;
            if (cutShort)
            {
                await reply.HeadAsync(503, "Content-Type: application/problem+json", "Content-Length: 500");
                await reply.WriteAsync("{\"code\":"u8.ToArray());
            }
            else
            {
                await reply.HeadAsync(200, "Content-Type: text/event-stream");
                await reply.WriteAsync("id: a-1\nevent: snapshot\ndata: 5\n\n"u8.ToArray());
            }
        });
        using var client = new DendriteClient(door.BaseAddress);
        await using var reader = Reader.Start(client, ResourceFormat.Patch);
        await reader.UntilAsync("after a problem cut short", "5");
    }

    [Fact]
    public async Task Staleness_GoneWhileDisconnected_IsForgotten()
    {
        _backend.Document = """{"n":1}""";
        await using var keeper = await _silo.ListenAsync("b/x");
        await keeper.NextAsync("snapshot", "start");
        await using var proxy = new CuttingProxy(_silo.Url);
        using var client = new DendriteClient(proxy.Url);
        await using (var reader = Reader.Start(client, ResourceFormat.Patch))
        {
            await reader.UntilAsync("start", """{"n":1}""");
            _backend.Answer((_, reply) => reply.SendAsync(500, ""));
            await Wait.UntilAsync("the backend fails", "staleness", "set", () => reader.Document.Staleness, s => s is not null);
            proxy.CutAll();
            _backend.Behave();
            await keeper.NextAsync("fresh", "the backend behaves again");
            await Wait.UntilAsync("connected again", "staleness", "none", () => reader.Document.Staleness, s => s is null);
        }
    }

    private async Task<Reader> FollowAsync(IDendriteClient client, ResourceFormat format, Random random, int changes)
    {
        var tasks = new RandomTasks(new Random(random.Next()));
        _backend.Document = tasks.Next();
        await using var reader = Reader.Start(client, format);
        await reader.UntilAsync("start", _backend.Document);
        for (var i = 0; i < changes; i++)
        {
            _backend.Document = tasks.Next();
            // At times several changes fall into one poll, at times each is seen.
            if (random.Next(3) > 0) await _backend.WaitForRequestsAsync(_backend.Count + 2, $"change {i}");
        }
        await reader.UntilAsync($"after {changes} changes in format {format}", _backend.Document);
        reader.AssertEachOnce();
        return reader;
    }
}
