using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Dendrite.Client;
using Dendrite.Diff;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class LiveDocumentTests : IDisposable
{
    private static readonly ResourceAddress Address = new("b", "x");
    private readonly ScriptedClient _server = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(20));
    private readonly LiveDocument _document;
    private readonly IAsyncEnumerator<ResourceUpdate> _updates;

    public LiveDocumentTests()
    {
        _document = new LiveDocument(_server, Address, clock: _clock, random: new Random(1));
        _updates = _document.ReadAllAsync(_limit.Token).GetAsyncEnumerator();
    }

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task Read_SnapshotThenPatches_KeepsTheDocumentUpToDate()
    {
        _server.Send(Snapshot(1, """{"n":1}"""), Patch(2, """{"n":1}""", """{"n":2}"""));
        await NextAsync();
        Assert.Equal("""{"n":1}""", _document.Document!.ToString());
        await NextAsync();
        Assert.Equal("""{"n":2}""", _document.Document!.ToString());
        Assert.Equal(At(2), _document.Position);
    }

    [Fact]
    public async Task Read_AfterABrokenConnection_ResumesFromItsPosition()
    {
        _server.Send(Snapshot(1, "1"), Patch(2, "1", "2"));
        await NextAsync();
        await NextAsync();
        _server.Break();
        await NextAsync(ResourceEvent.Disconnected);
        var next = NextAsync(ResourceEvent.Connected);
        await ReconnectAsync();
        _server.Send(Patch(3, "2", "3"));
        await next;
        await NextAsync(ResourceEvent.Patch);
        Assert.Equal([null, At(2)], _server.ResumedFrom);
        Assert.Equal(("3", 1), (_document.Document!.ToString(), _document.Disconnections));
    }

    /// <summary>It showed the snapshot first, and checked afterwards.</summary>
    [Fact]
    public async Task Read_ASnapshotOfAnotherHash_IsNeverShown()
    {
        _server.Send(Snapshot(1, "1"));
        await NextAsync();
        _server.Send(Snapshot(2, "2") with { Hash = Snapshot(2, "3").Hash });
        var next = NextAsync();
        await ReconnectAsync();
        Assert.Equal("1", _document.Document!.ToString());
        _server.Send(Snapshot(2, "2"));
        await next;
        Assert.Equal(("2", 1), (_document.Document!.ToString(), _document.Resyncs));
    }

    /// <summary>Who only read updates saw an old document and no sign that nobody keeps it up to date.</summary>
    [Fact]
    public async Task Read_ConnectionLost_IsYieldedOnceWithItsReason()
    {
        _server.Send(Snapshot(1, "1"));
        await NextAsync();
        Assert.True(_document.IsConnected);
        _server.Break();
        await NextAsync(ResourceEvent.Disconnected);
        Assert.False(_document.IsConnected);
        Assert.Equal(("""{"code":"upstream-aborted","reason":"cut"}""", At(1)), (_updates.Current.Data.ToString(), _updates.Current.Position));
        var next = NextAsync(ResourceEvent.Connected);
        // The next attempt fails as well, which is not said again.
        _server.BreakNext();
        await ReconnectAsync();
        await ReconnectAsync();
        _server.Send(Patch(2, "1", "2"));
        await next;
        Assert.Equal((2, true), (_document.Disconnections, _document.IsConnected));
        await NextAsync(ResourceEvent.Patch);
    }

    [Fact]
    public async Task Read_AGapInPositions_TakesASnapshotInstead() => await CheckResyncAsync(Patch(3, """{"n":1}""", """{"n":3}"""));

    [Fact]
    public async Task Read_APatchThatDoesNotApply_TakesASnapshotInstead() =>
        await CheckResyncAsync(new ResourceUpdate(At(2), ResourceEvent.Patch, Utf8Json.FromText("""[{"op":"remove","path":"/nope"}]"""), ""));

    [Fact]
    public async Task Read_AHashThatDiffers_TakesASnapshotInstead() =>
        await CheckResyncAsync(Patch(2, """{"n":1}""", """{"n":2}""") with { Hash = "00112233445566778899aabbccddeeff" });

    [Fact]
    public async Task Read_SeveralListEventsOfOneUpdate_AppliesThemTogether()
    {
        _server.Send(
            Snapshot(1, """[{"id":1},{"id":2}]"""),
            new ResourceUpdate(At(1), ResourceEvent.Remove, Utf8Json.FromText("""{"index":1,"data":{"id":2}}"""), ""),
            new ResourceUpdate(At(2), ResourceEvent.Insert, Utf8Json.FromText("""{"index":0,"data":{"id":3}}"""), ""));
        await NextAsync();
        await NextAsync();
        Assert.Equal(("""[{"id":1},{"id":2}]""", At(1)), (_document.Document!.ToString(), _document.Position));
        await NextAsync();
        Assert.Equal(("""[{"id":3},{"id":1}]""", At(2)), (_document.Document!.ToString(), _document.Position));
    }

    [Fact]
    public async Task Read_StaleThenFresh_ShowsTheReasonMeanwhile()
    {
        var staleness = new Staleness(DendriteErrorCode.UpstreamTimeout, "slow", null, _clock.GetUtcNow(), 2, _clock.GetUtcNow().AddSeconds(4));
        _server.Send(
            Snapshot(1, "1"),
            new ResourceUpdate(At(1), ResourceEvent.Stale, new Utf8Json(StalenessJson.Write(staleness)), ""),
            new ResourceUpdate(At(1), ResourceEvent.Fresh, Utf8Json.FromText("{}"), ""));
        await NextAsync();
        await NextAsync();
        Assert.Equal(staleness, _document.Staleness);
        await NextAsync();
        Assert.Null(_document.Staleness);
    }

    [Fact]
    public async Task Read_Refused_ThrowsAndDoesNotTryAgain()
    {
        _server.Break(new InvalidRequestException(DendriteErrorCode.UnknownBackend, "no"));
        await Assert.ThrowsAsync<InvalidRequestException>(NextAsync);
    }

    private async Task CheckResyncAsync(ResourceUpdate wrong)
    {
        _server.Send(Snapshot(1, """{"n":1}"""), wrong);
        await NextAsync();
        var next = NextAsync();
        await ReconnectAsync();
        _server.Send(Snapshot(7, """{"n":7}"""));
        await next;
        Assert.Equal([null, null], _server.ResumedFrom);
        Assert.Equal(("""{"n":7}""", 1), (_document.Document!.ToString(), _document.Resyncs));
    }

    private Task ReconnectAsync() => _clock.AdvanceToTimerAsync(TimeSpan.FromMinutes(1), _limit.Token);

    private async Task NextAsync() => Assert.True(await _updates.MoveNextAsync());

    private async Task NextAsync(ResourceEvent expected)
    {
        await NextAsync();
        Assert.Equal(expected, _updates.Current.Event);
    }

    private static Position At(long sequence) => new(1, sequence);

    private static ResourceUpdate Snapshot(long sequence, string document) => new(At(sequence), ResourceEvent.Snapshot, Utf8Json.FromText(document), HashOf(document));

    private static ResourceUpdate Patch(long sequence, string old, string next)
    {
        var diff = new JsonDiffer().Compute(JsonIndex.Parse(Encoding.UTF8.GetBytes(old)), JsonIndex.Parse(Encoding.UTF8.GetBytes(next)), DiffFormat.Patch);
        return new ResourceUpdate(At(sequence), ResourceEvent.Patch, new Utf8Json(diff.Utf8), HashOf(next));
    }

    private static string HashOf(string document) => JsonIndex.Parse(Encoding.UTF8.GetBytes(document)).Hash.ToString();

    /// <summary>A server whose connections the test feeds and breaks.</summary>
    private sealed class ScriptedClient : IDendriteClient
    {
        private bool _isNextBroken;
        private Channel<ResourceUpdate> _connection = Channel.CreateUnbounded<ResourceUpdate>();

        public List<Position?> ResumedFrom { get; } = [];

        public void Send(params ResourceUpdate[] updates)
        {
            foreach (var update in updates) _connection.Writer.TryWrite(update);
        }

        public void Break(Exception? error = null)
        {
            var broken = _connection;
            _connection = Channel.CreateUnbounded<ResourceUpdate>();
            broken.Writer.Complete(error ?? new UpstreamException(DendriteErrorCode.UpstreamAborted, "cut"));
            if (error is not null) _connection = broken;
        }

        /// <summary>The next connection is broken as soon as it is made.</summary>
        public void BreakNext() => _isNextBroken = true;

        public Task<ResourceSnapshot> FetchAsync(ResourceAddress address, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<ResourceUpdate> ListenAsync(
            ResourceAddress address, ResourceFormat format = ResourceFormat.Patch, Position? from = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            ResumedFrom.Add(from);
            if (_isNextBroken)
            {
                _isNextBroken = false;
                throw new UpstreamException(DendriteErrorCode.UpstreamUnreachable, "nobody there");
            }
            await foreach (var update in _connection.Reader.ReadAllAsync(cancellationToken)) yield return update;
        }
    }
}
