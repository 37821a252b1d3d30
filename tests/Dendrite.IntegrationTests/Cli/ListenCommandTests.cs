using System.Text.Json;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;

namespace Dendrite.IntegrationTests.Cli;

/// <summary><c>dendrite listen</c> as a new user would try it.</summary>
public sealed class ListenCommandTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    private string Url => _backend.BaseAddress + "doc.json";

    [PythonFact]
    public async Task Listen_PythonServesARewrittenFile_EachChangeOneLine()
    {
        using var folder = new TemporaryDirectory();
        folder.Write("doc.json", """{"n":1}""");
        await using var python = ChildProcess.Start("python3", ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder.Path]);
        var serving = await python.LineAsync("starting python's server");
        var url = serving[(serving.IndexOf('(', StringComparison.Ordinal) + 1)..serving.IndexOf(')', StringComparison.Ordinal)] + "doc.json";

        await using var listen = ChildProcess.Run("listen", url, "--interval", "50ms", "--count", "4");
        var start = Parse(await listen.LineAsync("the first line"));
        Assert.Equal("snapshot", start.GetProperty("event").GetString());
        Assert.Equal(1, start.GetProperty("data").GetProperty("n").GetInt32());
        var position = Position.Parse(start.GetProperty("position").GetString()!);
        for (var n = 2; n <= 4; n++)
        {
            // Each within the same second as the last: the file's time stamp alone does not show it.
            folder.Write("doc.json", $$"""{"n":{{n}}}""");
            var line = Parse(await listen.LineAsync($"change {n}"));
            Assert.Equal("patch", line.GetProperty("event").GetString());
            Assert.Equal(position = position.Next(), Position.Parse(line.GetProperty("position").GetString()!));
            Assert.Equal($$"""[{"op":"replace","path":"/n","value":{{n}}}]""", line.GetProperty("data").GetRawText());
        }
        var (code, output, errors) = await listen.ExitAsync("--count 4 is reached");
        Assert.Equal((0, 0), (code, output.Count));
        Assert.Empty(errors);
    }

    [Theory]
    [InlineData("patch", "patch")]
    [InlineData("merge", "merge")]
    [InlineData("list", "refresh")]
    [InlineData("snapshot", "snapshot")]
    public async Task Listen_Format_DecidesTheEvents(string format, string name)
    {
        await using var listen = ChildProcess.Run("listen", Url, "--interval", "20ms", "--count", "2", "--format", format);
        await listen.LineAsync("the snapshot");
        _backend.Document = """{"n":2}""";
        Assert.Equal(name, Parse(await listen.LineAsync("the change")).GetProperty("event").GetString());
        Assert.Equal(0, (await listen.ExitAsync("--count 2 is reached")).Code);
    }

    [Fact]
    public async Task Listen_HeadersAndQuery_ReachTheUrl()
    {
        await using var listen = ChildProcess.Run("listen", Url + "?a=%41&b", "--count", "1", "--header", "X-One: 1", "--header", "Authorization: Bearer t");
        Assert.Equal(0, (await listen.ExitAsync("--count 1 is reached")).Code);
        var request = _backend.Requests[0];
        Assert.Equal(("/api/doc.json?a=%41&b", "1", "Bearer t"), (request.Target, request.Header("X-One"), request.Header("Authorization")));
    }

    [Fact]
    public async Task Listen_Interval_IsKept()
    {
        await using var listen = ChildProcess.Run("listen", Url, "--interval", "300ms");
        await _backend.WaitForRequestsAsync(4, "polling every 300 ms");
        var requests = _backend.Requests;
        Assert.InRange(requests[3].Since(requests[0]).TotalSeconds, 0.8, 5);
    }

    [Fact]
    public async Task Listen_BackendFails_StaleLineAndGoesOn()
    {
        await using var listen = ChildProcess.Run("listen", Url, "--interval", "20ms");
        await listen.LineAsync("the snapshot");
        _backend.Answer((_, reply) => reply.SendAsync(500, ""));
        var stale = Parse(await listen.LineAsync("the backend fails"));
        Assert.Equal(("stale", "upstream-status"), (stale.GetProperty("event").GetString(), stale.GetProperty("data").GetProperty("code").GetString()));
        _backend.Behave();
        while (Parse(await listen.LineAsync("the backend behaves again")).GetProperty("event").GetString() != "fresh")
        {
        }
    }

    [Fact]
    public async Task Listen_Server_ListensThere()
    {
        var (server, url) = await ServeProcess.StartAsync(ServeProcess.SettingsFor(_backend));
        await using var _ = server;
        await using var listen = ChildProcess.Run("listen", "b/doc?x=1", "--server", url.ToString(), "--count", "2");
        Assert.Equal("snapshot", Parse(await listen.LineAsync("the snapshot")).GetProperty("event").GetString());
        _backend.Document = """{"n":2}""";
        Assert.Equal("patch", Parse(await listen.LineAsync("the change")).GetProperty("event").GetString());
        Assert.Equal(0, (await listen.ExitAsync("--count 2 is reached")).Code);
        Assert.Equal("/api/doc?x=1", _backend.Requests[0].Target);
    }

    [Fact]
    public async Task Listen_ServerRefusesTheAddress_ExitCode2()
    {
        var (server, url) = await ServeProcess.StartAsync(ServeProcess.SettingsFor(_backend));
        await using var _ = server;
        await using var listen = ChildProcess.Run("listen", "nope/doc", "--server", url.ToString());
        var (code, _, errors) = await listen.ExitAsync("an unknown backend");
        Assert.Equal(2, code);
        Assert.Contains(errors, e => e.Contains("'nope'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("listen")]
    [InlineData("listen", "not-a-url")]
    [InlineData("listen", "ftp://h/x")]
    [InlineData("listen", "http://user:secret@127.0.0.1/x")]
    [InlineData("listen", "http://127.0.0.1/x", "--format", "xml")]
    [InlineData("listen", "http://127.0.0.1/x", "--count", "0")]
    [InlineData("listen", "http://127.0.0.1/x", "--interval", "soon")]
    [InlineData("listen", "http://127.0.0.1/x", "--header", "NoColon")]
    [InlineData("listen", "http://127.0.0.1/x", "--header", "Host: other")]
    [InlineData("listen", "http://127.0.0.1/x", "--nonsense")]
    [InlineData("listen", "b/x", "--server", "nowhere")]
    [InlineData("listen", "b/x", "--server", "http://127.0.0.1:1", "--interval", "1s")]
    [InlineData("nonsense")]
    public async Task Command_WrongUse_ExitCode2(params string[] arguments)
    {
        await using var command = ChildProcess.Run(arguments);
        var (code, _, errors) = await command.ExitAsync("wrong use");
        Assert.Equal(2, code);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain(errors, e => e.Contains("   at ", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, e => e.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Listen_Interrupted_ExitCode0()
    {
        await using var listen = ChildProcess.Run("listen", Url);
        await listen.LineAsync("the snapshot");
        listen.Signal(ChildProcess.Interrupt);
        var (code, _, errors) = await listen.ExitAsync("Ctrl-C");
        Assert.Equal(0, code);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task Listen_ReaderOfThePipeGoes_EndsQuietly()
    {
        await using var shell = ChildProcess.Start("bash", ["-c", "\"$0\" listen \"$1\" --interval 20ms | head -1; exit ${PIPESTATUS[0]}", ChildProcess.Dendrite, Url]);
        await shell.LineAsync("head prints the first line");
        // Something must be written for the pipe to be seen broken.
        using var changing = new ChangingDocument(_backend);
        var (code, _, errors) = await shell.ExitAsync("the reader of the pipe has gone");
        Assert.Equal(0, code);
        Assert.Empty(errors);
    }

    private static JsonElement Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }
}
