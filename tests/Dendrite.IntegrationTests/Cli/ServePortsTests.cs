using System.Globalization;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary>A silo by itself has neither peers nor outside clients: nothing of it listens but HTTP, so any number run side by side.</summary>
public sealed class ServePortsTests
{
    private const string Listening = "0A";

    [Fact]
    public async Task Serve_SixAtOnce_EachListensForHttpAlone()
    {
        var starts = Enumerable.Range(0, 6).Select(_ => ServeProcess.StartAsync("--Backends:s:BaseAddress=stub:", "--Backends:s:Public=true")).ToArray();
        try
        {
            using var http = new HttpClient { Timeout = Wait.Limit };
            foreach (var (process, url) in await Task.WhenAll(starts))
            {
                Assert.Equal("""{"count":1}""", await http.GetStringAsync(ServeProcess.Resource(url, "s/counter")));
                Assert.Equal([url.Port], PortsOf(process.Id));
            }
        }
        finally
        {
            foreach (var start in starts.Where(start => start.IsCompletedSuccessfully)) await (await start).Process.DisposeAsync();
        }
    }

    /// <summary>The TCP ports that a process listens on, as the kernel has them (proc(5): net/tcp, fd).</summary>
    private static int[] PortsOf(int process)
    {
        var sockets = Directory.EnumerateFiles($"/proc/{process}/fd").Select(fd => new FileInfo(fd).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal))
            .Select(target => target["socket:[".Length..^1]).ToHashSet();
        return [.. new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(row => row[3] == Listening && sockets.Contains(row[9]))
            .Select(row => int.Parse(row[1].Split(':')[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)).Distinct().Order()];
    }
}
