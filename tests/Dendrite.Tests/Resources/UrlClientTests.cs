using Dendrite.Cli.Resources;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>How <c>listen</c> and <c>fetch</c> host the core for a plain URL.</summary>
public sealed class UrlClientTests : IDisposable
{
    private static readonly ResourceAddress Address = new("b", "x", "q=1");
    private readonly ManualTimeProvider _clock = new();
    private readonly ScriptedUpstream _upstream = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(20));
    private readonly UrlClient _client;

    public UrlClientTests() => _client = new UrlClient(_upstream.Definition, new PolledSource(() => _upstream), _clock, new Random(1));

    public void Dispose() => _limit.Dispose();

    [Fact]
    public async Task Fetch_GivesTheDocumentOfOnePoll()
    {
        _upstream.Answer("""{"n":1}""");
        var snapshot = await _client.FetchAsync(Address, _limit.Token);
        Assert.Equal(("""{"n":1}""", 1L, 1), (snapshot.Document.ToString(), snapshot.Position.Sequence, _upstream.Polls));
        Assert.Equal(new PollRequest("x", "q=1", null), _upstream.LastRequest);
    }

    [Fact]
    public async Task Fetch_Failing_ThrowsTheReason()
    {
        _upstream.Fail("broken");
        var error = await Assert.ThrowsAsync<UpstreamException>(() => _client.FetchAsync(Address, _limit.Token));
        Assert.Equal((DendriteErrorCode.UpstreamStatus, "broken", 500), (error.Code, error.Message, error.StatusCode));
    }

    [Fact]
    public async Task Listen_PollsWhenDueAndTellsEachChange()
    {
        _upstream.Answer("""{"n":1}""", "\"1\"");
        await using var updates = Listen(ResourceFormat.Patch);
        Assert.Equal((ResourceEvent.Snapshot, """{"n":1}"""), await NextAsync(updates));
        Assert.Equal(1, _upstream.Polls);

        var next = NextAsync(updates);
        _upstream.Answer(_ => Task.FromResult<PollOutcome>(new PollOutcome.NotModified(TimeSpan.Zero)));
        await PollAgainAsync();
        Assert.Equal("\"1\"", _upstream.LastRequest!.Validators!.ETag);
        Assert.False(next.IsCompleted);
        _upstream.Answer("""{"n":2}""");
        await PollAgainAsync();
        Assert.Equal((ResourceEvent.Patch, """[{"op":"replace","path":"/n","value":2}]"""), await next);
    }

    [Fact]
    public async Task Listen_Failing_TellsStaleAndFresh()
    {
        _upstream.Fail("broken", TimeSpan.FromMinutes(1));
        await using var updates = Listen(ResourceFormat.Merge);
        Assert.Equal(ResourceEvent.Stale, (await NextAsync(updates)).Event);
        var next = NextAsync(updates);
        _upstream.Answer("1");
        await _clock.WaitForTimerAsync(TimeSpan.FromDays(1), _limit.Token);
        Assert.Equal([_clock.GetUtcNow().AddMinutes(1)], _clock.Due);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((ResourceEvent.Snapshot, "1"), await next);
        Assert.Equal(ResourceEvent.Fresh, (await NextAsync(updates)).Event);
    }

    /// <summary>A reader that left between the events of one list step resumes before it: the step was lost, for only a snapshot was ever given again.</summary>
    [Fact]
    public async Task Listen_FromAPosition_GetsWhatWasMissedAndWhetherItIsStale()
    {
        _upstream.Answer("[]");
        Position first;
        await using (var updates = Listen(ResourceFormat.List))
        {
            await NextAsync(updates);
            first = updates.Current.Position;
            var next = NextAsync(updates);
            _upstream.Answer("""[{"id":1},{"id":2}]""");
            await PollAgainAsync();
            Assert.Equal(ResourceEvent.Insert, (await next).Event);
        }
        await using (var again = Listen(ResourceFormat.List, first))
        {
            Assert.Equal(ResourceEvent.Insert, (await NextAsync(again)).Event);
            Assert.Equal(ResourceEvent.Insert, (await NextAsync(again)).Event);
            Assert.Equal(first.Next(), again.Current.Position);
            var next = NextAsync(again);
            _upstream.Fail("broken");
            await PollAgainAsync();
            Assert.Equal(ResourceEvent.Stale, (await next).Event);
        }
        await using var late = Listen(ResourceFormat.List);
        Assert.Equal((ResourceEvent.Snapshot, """[{"id":1},{"id":2}]"""), await NextAsync(late));
        Assert.Equal(ResourceEvent.Stale, (await NextAsync(late)).Event);
        Assert.Equal(3, _upstream.Polls);
    }

    [Fact]
    public async Task Listen_Cancelled_EndsWhileItWaits()
    {
        _upstream.Answer("1");
        using var stop = new CancellationTokenSource();
        await using var updates = _client.ListenAsync(Address, cancellationToken: stop.Token).GetAsyncEnumerator(CancellationToken.None);
        await updates.MoveNextAsync();
        var next = updates.MoveNextAsync().AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(_limit.Token));
    }

    private IAsyncEnumerator<ResourceUpdate> Listen(ResourceFormat format, Position? from = null) =>
        _client.ListenAsync(Address, format, from, _limit.Token).GetAsyncEnumerator(_limit.Token);

    private async Task PollAgainAsync()
    {
        var polls = _upstream.Polls;
        await _clock.WaitForTimerAsync(TimeSpan.FromDays(1), _limit.Token);
        _clock.Advance(_clock.Due[0] - _clock.GetUtcNow());
        await _upstream.WaitForPollsAsync(polls + 1, _limit.Token);
    }

    private static async Task<(ResourceEvent Event, string Data)> NextAsync(IAsyncEnumerator<ResourceUpdate> updates)
    {
        Assert.True(await updates.MoveNextAsync());
        return (updates.Current.Event, updates.Current.Data.ToString());
    }
}
