using System.Text;
using Dendrite.Client;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class SseReaderTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task Read_EventWithEveryField_GivesThem()
    {
        var events = await ReadAllAsync("retry: 1000\n\n: comment\nid: a-1\nevent: patch\nhash: 00ff\ndata: [1]\n\n");
        var only = Assert.Single(events);
        Assert.Equal(("a-1", "patch", "00ff", "[1]"), (only.Id, only.Name, only.Hash, Encoding.UTF8.GetString(only.Data)));
    }

    [Fact]
    public async Task Read_SeveralDataLines_JoinsThemByLineFeeds() =>
        Assert.Equal("a\nb\n", Encoding.UTF8.GetString(Assert.Single(await ReadAllAsync("data: a\ndata:b\ndata\n\n")).Data));

    [Fact]
    public async Task Read_EventWithoutId_KeepsTheLastId() =>
        Assert.Equal(["x", "x"], (await ReadAllAsync("id: x\ndata: 1\n\ndata: 2\n\n")).Select(e => e.Id));

    [Fact]
    public async Task Read_UnfinishedEventAtTheEnd_DropsIt() =>
        Assert.Single(await ReadAllAsync("data: 1\n\ndata: 2\n"));

    [Fact]
    public Task Read_AnyLineEndsInAnyPieces_GivesTheSame() => Property.CheckAsync(200, async random =>
    {
        var end = new[] { "\n", "\r", "\r\n" }[random.Next(3)];
        var text = string.Join(end, ": c", "id: a-1", "event: snapshot", "data: {}", "", "id: a-2", "event: patch", "hash: 1f", "data: [", "data: ]", "", ":", "");
        var events = await ReadAllAsync(text, random.Next(1, 9));
        Assert.True(events.Count == 2 && events[1] is { Id: "a-2", Name: "patch", Hash: "1f" } && events[1].Data.AsSpan().SequenceEqual("[\n]"u8));
    });

    [Fact]
    public async Task Read_SilentStream_BreaksWithATimeout()
    {
        var clock = new ManualTimeProvider();
        var pipe = new System.IO.Pipelines.Pipe();
        await using var reader = new SseReader(pipe.Reader.AsStream(), Silence, clock);
        var read = reader.ReadAsync(CancellationToken.None);
        await clock.WaitForTimerAsync(Silence);
        clock.Advance(Silence);
        Assert.Equal(DendriteErrorCode.UpstreamTimeout, (await Assert.ThrowsAsync<UpstreamException>(() => read)).Code);
    }

    private static async Task<List<SseEvent>> ReadAllAsync(string text, int pieceBytes = int.MaxValue)
    {
        await using var reader = new SseReader(new PiecewiseStream(Encoding.UTF8.GetBytes(text), pieceBytes), Silence, TimeProvider.System);
        var events = new List<SseEvent>();
        while (await reader.ReadAsync(CancellationToken.None) is { } next) events.Add(next);
        return events;
    }

    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
