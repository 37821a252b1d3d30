using System.Globalization;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Storage;

/// <summary>A disk that is full while the server runs: listeners are told why, and all goes on when there is room.</summary>
public sealed class FullDiskTests
{
    [SmallDiskFact]
    public async Task Serve_DiskFullForAWhile_ListenersAreToldWhyAndMissNothing()
    {
        await using var backend = new ScriptedBackend { Document = DocumentOf(1) };
        using var disk = new SmallDisk();
        var (serve, url) = await ServeProcess.StartAsync([.. ServeProcess.SettingsFor(backend), $"--DataDirectory={disk.Path}"]);
        await using var _ = serve;
        await using var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "b/x"));
        var snapshot = await listener.NextAsync("snapshot", "start");
        for (var round = 0; round < 2; round++)
        {
            disk.Fill();
            // Until it fits no more: room that the file has already can still be written to.
            var (n, next) = (round * 1000 + 2, snapshot);
            while (true)
            {
                backend.Document = DocumentOf(n++);
                next = await listener.NextAsync("changes on a full disk");
                if (next.Event == "stale") break;
                Assert.Equal(snapshot.Position.Next(), next.Position);
                snapshot = next;
            }
            Assert.Equal("storage-unavailable", next.Json.GetProperty("code").GetString());
            Assert.Contains("the disk is full", next.Json.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(snapshot.Position, next.Position);
            disk.MakeRoom();
            // The update that was refused, taken now; stale may be said again before.
            do next = await listener.NextAsync("room again");
            while (next.Event == "stale");
            var (update, fresh) = next.Event == "fresh" ? (await listener.NextAsync("the update"), next) : (next, await listener.NextAsync("fresh"));
            Assert.Equal(("patch", "fresh"), (update.Event, fresh.Event));
            Assert.Equal(snapshot.Position.Next(), update.Position);
            snapshot = update;
        }
        await listener.DisposeAsync();
        using var http = new HttpClient();
        Assert.Equal(backend.Document, await http.GetStringAsync(ServeProcess.Resource(url, "b/x")));
        serve.Signal(ChildProcess.Terminate);
        var (code, _, errors) = await serve.ExitAsync("the end");
        Assert.Equal(0, code);
        Assert.All(errors, line => Assert.False(line.Contains("   at ", StringComparison.Ordinal) || line.Contains("Exception", StringComparison.Ordinal), line));
        Assert.Equal(2, errors.Count(line => line.Contains("refuses: the disk is full", StringComparison.Ordinal)));
        Assert.Equal(2, errors.Count(line => line.Contains("takes writes again", StringComparison.Ordinal)));
    }

    /// <summary>A document of some pages, each time another, so that the file must grow.</summary>
    private static string DocumentOf(int n) => $$"""{"n":{{n.ToString(CultureInfo.InvariantCulture)}},"text":"{{new string((char)('a' + n % 26), 60_000)}}"}""";
}
