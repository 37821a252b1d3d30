using System.Collections.Concurrent;
using System.Text;
using Dendrite.Client;
using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>Reads a live document in the background and keeps what it was given.</summary>
internal sealed class Reader : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<(long At, ResourceUpdate Update)> _updates = new();
    private readonly Task _reading;

    private Reader(LiveDocument document)
    {
        Document = document;
        _reading = ReadAsync();
    }

    public LiveDocument Document { get; }

    public IReadOnlyList<ResourceUpdate> Updates => [.. _updates.Select(entry => entry.Update)];

    /// <summary>When, as a timestamp of the system's clock, and what.</summary>
    public IReadOnlyList<(long At, ResourceUpdate Update)> Received => [.. _updates];

    public static Reader Start(IDendriteClient client, ResourceFormat format, string path = "x") => new(new LiveDocument(
        client,
        new ResourceAddress("b", path),
        new LiveDocumentOptions { Format = format, FirstBackoff = TimeSpan.FromMilliseconds(10), LongestBackoff = TimeSpan.FromMilliseconds(200) }));

    /// <summary>Waits until the document means the same as a text.</summary>
    public Task UntilAsync(string phase, string expected, TimeSpan? limit = null)
    {
        var hash = HashOf(Encoding.UTF8.GetBytes(expected));
        return Wait.UntilAsync(phase, "live document", expected, Current, text => HashOf(Encoding.UTF8.GetBytes(text)) == hash, limit);
    }

    /// <summary>Waits until it has been given so many documents or steps more.</summary>
    public Task<int> MoreAsync(int count, string phase, TimeSpan? limit = null)
    {
        var goal = Moves + count;
        return Wait.UntilAsync(phase, "updates", $"{goal}", () => Moves, moves => moves >= goal, limit);
    }

    private int Moves => Updates.Count(update => update.Event is ResourceEvent.Patch or ResourceEvent.Snapshot);

    /// <summary>Every update follows the one before it, or is a snapshot that is not older.</summary>
    public void AssertEachOnce()
    {
        Position? at = null;
        foreach (var update in Updates)
        {
            if (update.Event is ResourceEvent.Stale or ResourceEvent.Fresh or ResourceEvent.Gone or ResourceEvent.Failure or ResourceEvent.Disconnected or ResourceEvent.Connected) continue;
            if (update.Event == ResourceEvent.Snapshot)
                Assert.True(at is not { } before || before.IsAtOrBefore(update.Position) || before.Epoch != update.Position.Epoch, $"A snapshot went back from {at} to {update.Position}.");
            else if (update.IsListItem && update.Position == at) continue;
            else Assert.True(at is { } previous && update.Position.Follows(previous), $"{update.Event} {update.Position} does not follow {at}.");
            at = update.Position;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        try
        {
            await _reading;
        }
        catch (OperationCanceledException)
        {
            // That is its end.
        }
        _ending.Dispose();
    }

    private string Current()
    {
        if (_reading.IsFaulted) throw _reading.Exception!.InnerException!;
        // It is read on another thread, which sets its position a moment after its document.
        return Document.Position is null ? "\"nothing\"" : Document.Document?.ToString() ?? "\"nothing\"";
    }

    private static string HashOf(byte[] json) => JsonIndex.Parse(json).Hash.ToString();

    private async Task ReadAsync()
    {
        await foreach (var update in Document.ReadAllAsync(_ending.Token)) _updates.Enqueue((TimeProvider.System.GetTimestamp(), update));
    }
}
