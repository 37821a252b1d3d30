using System.Globalization;
using System.Text;
using Dendrite.Diff;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>The bytes of an event stream, and where it starts.</summary>
public sealed class EventStreamTests : IAsyncLifetime
{
    private const string First = """{"data":[{"id":"a","v":1},{"id":"b","v":1}]}""";
    private const string Second = """{"data":[{"id":"a","v":2},{"id":"b","v":1}]}""";
    private const string Third = """{"data":[{"id":"c","v":1},{"id":"b","v":3}]}""";

    private readonly ScriptedBackend _backend = new() { Document = First };
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(_backend, heartbeat: TimeSpan.FromMilliseconds(100));

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task Stream_Head_IsUncachedUnbufferedAndShared()
    {
        await using var listener = await _silo.ListenAsync("b/x");
        var response = listener.Response;
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(["no-cache", "no-transform"], response.Headers.GetValues("Cache-Control").SelectMany(v => v.Split(", ")).Order());
        Assert.Equal("no", response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        var first = await listener.ReadBlockAsync();
        var (name, retry) = Assert.Single(first!.Fields);
        Assert.Equal("retry", name);
        // Each at a time of its own: listeners who lose their server together do not come back together.
        Assert.InRange(int.Parse(retry, CultureInfo.InvariantCulture), 500, 1999);
    }

    [Fact]
    public async Task Events_Fields_AreIdEventHashAndOneLineOfData()
    {
        _backend.Document = "{\r\n  \"data\" : [\n\t{ \"id\": \"a  b\", \"v\": 1 } ]\n}\n";
        await using var listener = await _silo.ListenAsync("b/x");
        var snapshot = await listener.NextAsync();
        Assert.Equal(["id", "event", "hash", "data"], snapshot.Fields.Select(f => f.Field));
        Assert.Equal("""{"data" : [{ "id": "a  b", "v": 1 } ]}""", snapshot.Data);
        Assert.Matches("^[0-9a-f]{16}-0{15}1$", snapshot.Id);
        Assert.Equal(JsonIndex.Parse(Encoding.UTF8.GetBytes(_backend.Document)).Hash.ToString(), snapshot.Hash);
        _backend.Document = First;
        var patch = await listener.NextAsync();
        Assert.Equal(("patch", snapshot.Position.Next()), (patch.Event, patch.Position));
        Assert.Equal(JsonIndex.Parse(Encoding.UTF8.GetBytes(First)).Hash.ToString(), patch.Hash);
    }

    [Fact]
    public async Task Stream_Silent_SendsComments()
    {
        await using var listener = await _silo.ListenAsync("b/x");
        await listener.NextAsync("snapshot", "start");
        for (var i = 0; i < 3; i++)
        {
            var comment = await listener.ReadBlockAsync("waiting for heartbeats");
            Assert.Equal([("", "")], comment!.Fields);
        }
    }

    [Theory]
    [InlineData("patch", "patch", """[{"op":"replace","path":"/data/0/v","value":2}]""")]
    [InlineData("PATCH", "patch", """[{"op":"replace","path":"/data/0/v","value":2}]""")]
    [InlineData("merge", "merge", """{"data":[{"id":"a","v":2},{"id":"b","v":1}]}""")]
    [InlineData("list", "update", """{"path":"/data","index":0,"data":{"id":"a","v":2}}""")]
    [InlineData("snapshot", "snapshot", Second)]
    public async Task Format_ByQueryAndByAccept_DecidesTheEvents(string format, string name, string data)
    {
        await using var byQuery = await _silo.ListenAsync($"b/x?dendrite-format={format}");
        await using var byAccept = await _silo.ListenAsync("b/x", accept: $"text/event-stream;dendrite-format=\"{format}\"");
        Assert.Equal("snapshot", (await byQuery.NextAsync()).Event);
        Assert.Equal("snapshot", (await byAccept.NextAsync()).Event);
        _backend.Document = Second;
        var one = await byQuery.NextAsync();
        var other = await byAccept.NextAsync();
        Assert.Equal((name, data), (one.Event, one.Data));
        Assert.Equal((one.Id, one.Event, one.Data, one.Hash), (other.Id, other.Event, other.Data, other.Hash));
    }

    [Fact]
    public async Task Format_Auto_TakesTheSmallestForEachStep()
    {
        _backend.Document = "{\"text\":\"" + new string('x', 500) + "\",\"n\":1}";
        await using var listener = await _silo.ListenAsync("b/x?dendrite-format=auto");
        await listener.NextAsync("snapshot", "start");
        _backend.Document = _backend.Document.Replace("\"n\":1", "\"n\":2", StringComparison.Ordinal);
        var small = await listener.NextAsync();
        Assert.Equal(("merge", """{"n":2}"""), (small.Event, small.Data));
        _backend.Document = "[]";
        var whole = await listener.NextAsync();
        Assert.Equal("[]", whole.Data);
    }

    [Fact]
    public async Task Format_QueryAgainstAccept_QueryWins()
    {
        await using var listener = await _silo.ListenAsync("b/x?dendrite-format=snapshot", accept: "text/event-stream;dendrite-format=list");
        await listener.NextAsync("snapshot", "start");
        _backend.Document = Second;
        Assert.Equal("snapshot", (await listener.NextAsync()).Event);
    }

    [Fact]
    public async Task ListStep_SeveralEvents_OnlyTheLastCarriesThePosition()
    {
        await using var listener = await _silo.ListenAsync("b/x?dendrite-format=list");
        var start = await listener.NextAsync("snapshot", "start");
        _backend.Document = Third;
        var events = new List<SseMessage> { await listener.NextAsync() };
        while (events[^1].Hash.Length == 0) events.Add(await listener.NextAsync());
        Assert.Equal(["insert", "remove", "update"], events.Select(e => e.Event).Order());
        Assert.All(events.SkipLast(1), e => Assert.Equal(start.Id, e.Id));
        Assert.Equal(start.Position.Next(), events[^1].Position);
    }

    [Fact]
    public async Task Resume_FromHistory_MissedUpdatesOneApart()
    {
        await using var keeper = await _silo.ListenAsync("b/x");
        var start = await keeper.NextAsync("snapshot", "start");
        foreach (var document in new[] { Second, First, Second })
        {
            _backend.Document = document;
            await keeper.NextAsync("patch", "the keeper follows");
        }
        await using var resumed = await _silo.ListenAsync("b/x", lastEventId: start.Id);
        var at = start.Position;
        for (var i = 0; i < 3; i++)
        {
            var missed = await resumed.NextAsync("patch", "missed updates");
            Assert.Equal(at.Next(), missed.Position);
            at = missed.Position;
        }
        _backend.Document = Third;
        Assert.Equal(at.Next(), (await resumed.NextAsync("patch", "the next update")).Position);
    }

    [Fact]
    public async Task Resume_AtTheCurrentPosition_NothingTwice()
    {
        await using var keeper = await _silo.ListenAsync("b/x");
        var start = await keeper.NextAsync("snapshot", "start");
        await using var resumed = await _silo.ListenAsync("b/x", lastEventId: start.Id);
        _backend.Document = Second;
        var next = await resumed.NextAsync("patch", "the next update");
        Assert.Equal(start.Position.Next(), next.Position);
    }

    [Theory]
    [InlineData("abcdef0123-7")]
    [InlineData("garbage")]
    [InlineData("")]
    [InlineData("-")]
    public async Task Resume_FromAnUnknownEpoch_Snapshot(string id)
    {
        await using var listener = await _silo.ListenAsync("b/x", lastEventId: id);
        var start = await listener.NextAsync();
        Assert.Equal(("snapshot", First), (start.Event, start.Data));
    }

    [Fact]
    public async Task Resume_FromAPositionNotReachedYet_Snapshot()
    {
        await using var keeper = await _silo.ListenAsync("b/x");
        var start = await keeper.NextAsync("snapshot", "start");
        await using var listener = await _silo.ListenAsync("b/x", lastEventId: (start.Position with { Sequence = 99 }).ToString());
        Assert.Equal(("snapshot", start.Id), await EventAndIdAsync(listener));
    }

    [Fact]
    public async Task Resume_InAFormatThatNobodyUsed_Snapshot()
    {
        await using var keeper = await _silo.ListenAsync("b/x");
        var start = await keeper.NextAsync("snapshot", "start");
        _backend.Document = Second;
        var patch = await keeper.NextAsync("patch", "the keeper follows");
        await using var listener = await _silo.ListenAsync("b/x?dendrite-format=merge", lastEventId: start.Id);
        Assert.Equal(("snapshot", patch.Id), await EventAndIdAsync(listener));
    }

    [Fact]
    public async Task Resume_InListFormatInsideAStep_Snapshot()
    {
        await using var keeper = await _silo.ListenAsync("b/x?dendrite-format=list");
        var start = await keeper.NextAsync("snapshot", "start");
        _backend.Document = Third;
        var last = await keeper.NextAsync("first event of the step");
        // A client that was cut off here has this id, and has applied one event after the document of that position.
        Assert.Equal(start.Id, last.Id);
        while (last.Hash.Length == 0) last = await keeper.NextAsync("rest of the step");
        await using var resumed = await _silo.ListenAsync("b/x?dendrite-format=list", lastEventId: start.Id);
        Assert.Equal(("snapshot", last.Id), await EventAndIdAsync(resumed));
    }

    [Fact]
    public async Task Resume_InListFormatWholeSteps_Continues()
    {
        await using var keeper = await _silo.ListenAsync("b/x?dendrite-format=list");
        var start = await keeper.NextAsync("snapshot", "start");
        _backend.Document = Second;
        var update = await keeper.NextAsync("update", "the keeper follows");
        await using var resumed = await _silo.ListenAsync("b/x?dendrite-format=list", lastEventId: start.Id);
        Assert.Equal(("update", update.Id), await EventAndIdAsync(resumed));
    }

    [Theory]
    [InlineData("patch")]
    [InlineData("merge")]
    [InlineData("list")]
    [InlineData("snapshot")]
    [InlineData("auto")]
    public async Task Resume_FromBeforeTheFirstDocument_ThatDocument(string format)
    {
        _backend.Answer((_, reply) => reply.SendAsync(500, ""));
        await using var keeper = await _silo.ListenAsync($"b/x?dendrite-format={format}");
        var stale = await keeper.NextAsync("stale", "no document yet");
        Assert.Equal(0, stale.Position.Sequence);
        _backend.Behave();
        var first = await keeper.NextAsync("snapshot", "the first document");
        await using var resumed = await _silo.ListenAsync($"b/x?dendrite-format={format}", lastEventId: stale.Id);
        var start = await resumed.NextAsync();
        Assert.Equal(("snapshot", first.Id, First), (start.Event, start.Id, start.Data));
    }

    [Fact]
    public async Task Resume_FreshMeanwhile_IsToldSo()
    {
        await using var keeper = await _silo.ListenAsync("b/x");
        await keeper.NextAsync("snapshot", "start");
        string id;
        await using (var gone = await _silo.ListenAsync("b/x"))
        {
            await gone.NextAsync("snapshot", "start");
            _backend.Answer((_, reply) => reply.SendAsync(500, ""));
            id = (await gone.NextAsync("stale", "the backend fails")).Id;
        }
        _backend.Behave();
        await keeper.NextAsync("fresh", "the backend behaves again");
        await using var resumed = await _silo.ListenAsync("b/x", lastEventId: id);
        Assert.Equal(("fresh", id), await EventAndIdAsync(resumed));
    }

    private static async Task<(string Event, string Id)> EventAndIdAsync(SseClient listener)
    {
        var next = await listener.NextAsync("resuming");
        return (next.Event, next.Id);
    }
}
